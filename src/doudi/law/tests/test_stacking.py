"""The matrix holds in every family: nobody is given two programmes that exclude each other."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.law.tests.test_properties import BOOK, ON, PACK, families, few, outcome
from doudi.rules.case import Case
from doudi.rules.decide import ELIGIBLE, Decision, decide
from doudi.rules.declare import day_number
from doudi.rules.evaluate import YES
from doudi.rules.rulebook import Edition, Rulebook
from doudi.rules.stacking import CHOOSE, EXCLUSIVE, Pairing
from doudi.rules.values import Resolved

PARENTS = ("dead", "declared_missing", "seriously_ill", "imprisoned", "lost_contact", "unknown_parent")  # fmt: skip
SWITCHES = ("tekun_with_unattended", "unattended_may_leave_dibao", "old_age_for_tekun")


# What else must hold for the programmes to meet often enough: said of most people, not of all.
USUAL: dict[str, int] = {
    "hukou_is_here": 1,
    "certificate_valid_until": day_number(date(2030, 1, 1)),
    "needs_long_term_care": 1,
    "other_living_allowance": 0,
    "other_care_allowance": 0,
    "has_active_business": 0,
    "motor_vehicles": 0,
    "deposits": 0,
    "other_financial_assets": 0,
    "has_able_supporter_at_home": 0,
}


@st.composite
def in_need(draw: st.DrawFn) -> Case:
    """Families in which choices are open, parents are gone and supporters few, so that the programmes really meet."""
    case = draw(families())
    states = BOOK.facts["father_state"].options
    case.facts |= {"homes": 1, "has_local_hukou": 1, "disposed_assets": 0}
    for row in case.rows["member"]:
        row.facts |= {n: draw(st.integers(0, 1)) for n in row.facts if n.startswith("elects_")}
        for parent in ("father_state", "mother_state"):
            row.facts[parent] = states.index(draw(st.sampled_from(PARENTS)))
        if draw(st.booleans()):
            row.facts |= {n: 0 for n in row.facts if n.startswith("income_")}
        if draw(st.booleans()):
            row.facts["birth_date"] = day_number(draw(st.dates(date(2005, 1, 1), ON)))
        if draw(st.integers(0, 3)):
            row.facts |= {n: f for n, f in USUAL.items() if n in row.facts}
    if draw(st.booleans()):
        case.rows["supporter"] = []
    for name in SWITCHES:
        figure = draw(st.integers(0, 1))
        found = Resolved(figure, None, "test", "assumed", "", ON, None, False, PACK, "")
        case.stated[name, ""] = found
    return case


def relation(pairing: Pairing, edition: Edition) -> str:
    """What the pair is in the place of the case."""
    if pairing.value is None:
        return pairing.relation
    resolved = edition.value(pairing.value)
    options = edition.rulebook.values.declarations[pairing.value].options or ("no", "yes")
    return pairing.relation_under(None if resolved is None else options[int(resolved.figure)])


def programmes_of_each(decision: Decision) -> list[set[str]]:
    """Per member: own programmes, and those of the household as far as the member is counted in it."""
    counted = decision.evaluation.variable("is_household_member")
    found: list[set[str]] = [set() for _ in counted]
    for result in decision.results:
        if result.verdict == ELIGIBLE:
            own = result.programme.subject == "member"
            for row, has in enumerate(found):
                if row == result.row if own else counted[row] == YES:
                    has.add(result.programme.name)
    return found


@pytest.mark.slow
@few
@given(in_need())
def test_no_person_gets_two_exclusive_programmes(case: Case) -> None:
    decision = decide(BOOK, case)
    for row, names in enumerate(programmes_of_each(decision)):
        for one, other in combinations(sorted(names), 2):
            pairing = BOOK.stacking.between(one, other)
            if pairing is not None:
                found = relation(pairing, decision.edition)
                assert found not in (EXCLUSIVE, CHOOSE), (row, one, other, pairing.where)


@pytest.mark.slow
@few
@given(in_need(), st.randoms())
def test_the_order_of_members_and_supporters_never_matters(case: Case, random) -> None:
    rows = {entity: list(found) for entity, found in case.rows.items()}
    for found in rows.values():
        random.shuffle(found)
    assert outcome(decide(BOOK, case)) == outcome(decide(BOOK, replace(case, rows=rows)))


def test_every_two_programmes_of_money_are_paired(book: Rulebook) -> None:
    paid = [p.name for p in book.programmes.values() if p.outcome == "money"]
    assert len(paid) >= 14
    for one, other in combinations(paid, 2):
        assert book.stacking.between(one, other) is not None, f"{one} × {other}"


def test_every_pairing_cites_a_text_and_is_told_in_both_languages(book: Rulebook) -> None:
    for pairing in book.stacking:
        for part in pairing.law.split("; "):
            assert part.split()[0] in book.documents, pairing.where
        assert re.search("[\u4e00-\u9fff]", pairing.text.zh), pairing.where
        assert not re.search("[\u4e00-\u9fff]", pairing.text.en), pairing.where
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", pairing.text.zh), pairing.where


def test_a_local_relation_follows_the_switch_of_the_place(book: Rulebook) -> None:
    pairing = book.stacking.between("unattended_child", "tekun")
    assert pairing is not None
    assert [pairing.relation_under(o) for o in ("choose", "difference", None)] == [
        "choose",
        "difference",
        "local",
    ]
