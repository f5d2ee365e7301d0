"""What must hold for every plan: nobody has two programmes that exclude each other in a month; months may be asked for in parts."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.law.tests.test_properties import BOOK, ON, facts_of
from doudi.law.tests.test_stacking import in_need, relation
from doudi.rules.case import Case
from doudi.rules.changes import Change
from doudi.rules.evaluate import YES
from doudi.rules.plan import Moment, Plan, make_plan
from doudi.rules.stacking import CHOOSE, EXCLUSIVE
from doudi.units.dates import Month

few = settings(max_examples=15, deadline=None)
MONTHS = 15


@st.composite
def lives(draw: st.DrawFn) -> tuple[Case, list[Change]]:
    """A family in need and what happens to it: incomes and conditions change, people die, the family moves."""
    case = draw(in_need())
    here = [row.name for row in case.rows["member"]]
    days = draw(st.lists(st.integers(1, 400), max_size=3, unique=True))
    changes = []
    for days_later in sorted(days):
        change = Change(ON + timedelta(days=days_later))
        if draw(st.booleans()):
            change.facts["household", ""] = _some(draw, "household")
        if here:
            change.facts["member", draw(st.sampled_from(here))] = _some(draw, "member")
        if len(here) > 1 and draw(st.booleans()):
            gone = draw(st.sampled_from(here))
            here.remove(gone)
            change.removed["member"] = [gone]
            change.facts.pop(("member", gone), None)
        changes.append(change)
    return case, changes


def _some(draw: st.DrawFn, entity: str) -> dict[str, int | None]:
    """New values of a few facts; nobody is born anew, and the head stays the head."""
    drawn = draw(facts_of(entity))
    names = [n for n in drawn if n not in ("birth_date", "relation")]
    kept = draw(st.lists(st.sampled_from(names), max_size=12, unique=True))
    return {name: drawn[name] for name in kept}


def programmes_in(plan: Plan, month: Month, name: str, moments: dict) -> set[str]:
    """What a person is given in a month, alone or as a counted member; not what the register said before the first decision."""
    found = set()
    for (programme, subject), cells in plan.cells.items():
        cell = cells.get(month)
        if cell is None or cell.verdict != "eligible" or cell.programme.period != "month":
            continue
        if cell.why.kind == "recorded":
            continue
        if subject == name or (subject == "household" and is_counted(moments[cell.decided], name)):
            found.add(programme)
    return found


def is_counted(moment: Moment, name: str) -> bool:
    rows = [row.name for row in moment.decision.case.rows["member"]]
    counted = moment.decision.evaluation.variable("is_household_member")
    return name in rows and counted[rows.index(name)] == YES


@pytest.mark.slow
@few
@given(lives())
def test_in_no_month_has_a_person_two_exclusive_programmes(life: tuple[Case, list[Change]]) -> None:
    case, changes = life
    plan = make_plan(BOOK, case, changes, months=MONTHS)
    moments = {moment.day: moment for moment in plan.moments}
    for month in plan.months:
        for row in case.rows["member"]:
            for one, other in combinations(
                sorted(programmes_in(plan, month, row.name, moments)), 2
            ):
                pairing = BOOK.stacking.between(one, other)
                if pairing is not None:
                    found = relation(pairing, plan.moments[-1].decision.edition)
                    assert found not in (EXCLUSIVE, CHOOSE), (str(month), row.name, one, other)


@pytest.mark.slow
@few
@given(lives(), st.integers(1, MONTHS - 1))
def test_a_plan_in_two_parts_is_the_plan(life: tuple[Case, list[Change]], cut: int) -> None:
    case, changes = life
    whole = make_plan(BOOK, case, changes, months=MONTHS)
    start = Month.from_date(case.on)
    parts = [
        make_plan(BOOK, case, changes, first=start, months=cut),
        make_plan(BOOK, case, changes, first=start + cut, months=MONTHS - cut),
    ]
    joined: dict = {}
    for part in parts:
        for key, cells in part.cells.items():
            joined.setdefault(key, {}).update(cells)
    assert joined == whole.cells


@pytest.mark.slow
@few
@given(lives())
def test_a_person_who_has_gone_is_paid_nothing_after_the_month(
    life: tuple[Case, list[Change]],
) -> None:
    case, changes = life
    plan = make_plan(BOOK, case, changes, months=MONTHS)
    for change in changes:
        for name in change.removed.get("member", []):
            later = [
                str(month)
                for (_, subject), cells in plan.cells.items()
                for month in cells
                if subject == name and month > Month.from_date(change.on)
            ]
            assert later == []
