"""Intake asks in rounds: first what could turn something by itself, then what follows from the answers."""

import datetime as dt

import pytest

from doudi.casework.forms.asking import AskingForm, can_be_none
from doudi.casework.selectors.first_questions import first_questions
from doudi.casework.selectors.fitting import fit_household, questions_of
from doudi.casework.services.declared_facts import record_answers
from doudi.casework.tests.test_applications import begin
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.domain.statements import Statement
from doudi.registry.facts import base_period_of
from doudi.registry.tests.families import make_county

ON = dt.date(2022, 9, 22)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    return county.families["周德福"]


@pytest.fixture
def clerk(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        yield viewer


def round_of(clerk, family, shown=()):
    fit = fit_household(clerk, family.household.pk, ON)
    questions = questions_of(fit, ["dibao"])
    none = {f.name for a in questions.asked for f in a.facts if can_be_none(f)}
    return questions, first_questions(fit, questions, ["dibao"], none, shown)


def answer(clerk, family, slug, questions, now, **said):
    """The page of one subject: what is said, and "none" of all the rest that is asked now."""
    asked = questions.of(slug)
    form = AskingForm(
        {"none_else": "on", "others_are": "no", **said},
        facts=asked.facts,
        now=now,
        lang="zh",
        base=base_period_of(family.household.area_code, ON),
    )
    assert form.is_valid(), form.errors
    stated = form.cleaned_data["statements"]
    draft = begin(clerk, family)
    record_answers(actor=clerk, application=draft, subject=asked.subject, facts=stated, on=ON)
    return {s.name for s in stated}


def test_the_first_round_asks_half_and_no_details(clerk, family):
    questions, first = round_of(clerk, family)
    head = f"p{family.head.pk}"
    assert len(first[head]) * 10 < len(questions.of(head).facts) * 6
    assert {"income_business", "is_imprisoned", "schooling"} <= first[head]
    assert not {"business_cost", "clergy_since", "father_state", "elects_tekun"} & first[head]


def test_none_of_these_is_never_said_of_what_was_not_asked(clerk, family):
    questions, first = round_of(clerk, family)
    head = f"p{family.head.pk}"
    stated = answer(clerk, family, head, questions, first[head])
    assert "income_business" in stated
    assert not stated - first[head]


def test_what_follows_from_an_answer_is_asked_in_the_next_round(clerk, family):
    questions, first = round_of(clerk, family)
    head = f"p{family.head.pk}"
    shown = {f"{slug}:{name}" for slug, names in first.items() for name in names}
    answer(
        clerk, family, head, questions, first[head], income_business="12000", schooling="none",
        is_so=["is_clergy"],
    )  # fmt: skip
    _, following = round_of(clerk, family, shown)
    assert "business_cost" in following[head]
    assert not {"father_state", "transfer_deductions"} & following[head]


def test_what_the_family_tells_unasked_is_taken(clerk, family):
    questions, first = round_of(clerk, family)
    head = f"p{family.head.pk}"
    stated = answer(clerk, family, head, questions, first[head], business_cost="300")
    assert "business_cost" in stated


def test_rubbish_in_what_is_folded_is_shown(clerk, family):
    questions, first = round_of(clerk, family)
    head = f"p{family.head.pk}"
    form = AskingForm(
        {"business_cost": "=1+1"},
        facts=questions.of(head).facts,
        now=first[head],
        lang="zh",
        base=base_period_of(family.household.area_code, ON),
    )
    assert not form.is_valid()
    assert form.is_folded_faulty


def test_skipped_questions_are_not_asked_twice_and_the_rounds_end(clerk, family):
    shown, rounds = set(), 0
    while True:
        _, first = round_of(clerk, family, shown)
        if not first:
            break
        rounds += 1
        assert rounds < 5
        shown |= {f"{slug}:{name}" for slug, names in first.items() for name in names}


def test_once_everything_first_is_known_the_rest_is_asked_if_still_needed(clerk, family):
    """Unknown is an answer: the rules may then need what seemed not to matter."""
    draft = begin(clerk, family)
    shown = set()
    for _ in range(8):
        questions, first = round_of(clerk, family, shown)
        if not first:
            break
        for slug, names in first.items():
            record_answers(
                actor=clerk,
                application=draft,
                subject=questions.of(slug).subject,
                facts=[Statement(name) for name in sorted(names)],
                on=ON,
            )
            shown |= {f"{slug}:{name}" for name in names}
    left = {(a.slug, f.name) for a in questions.asked for f in a.facts}
    assert not left - {(s.partition(":")[0], s.partition(":")[2]) for s in shown}
