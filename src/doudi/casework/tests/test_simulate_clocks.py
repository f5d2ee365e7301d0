"""The simulator says what policy cases 23 and 30 say, and what the clocks of a real case say."""

from __future__ import annotations

import datetime as dt
from datetime import date

import pytest

from doudi.casework.domain.simulate_clocks import Given, Period, simulate
from doudi.casework.models import Clock
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_values import figure_of
from doudi.casework.tests.cases import bring_to
from doudi.registry.tests.families import make_county
from doudi.units.calendar import WorkCalendar

DEMO = "900101101001"


def days_of(name: str, on: date) -> int | None:
    found = figure_of(name, DEMO, on)
    return None if found is None else int(found.figure)


def run(name: str, version: str, **given: str) -> dict[str, Period]:
    steps: list[Given] = [(action, date.fromisoformat(day)) for action, day in given.items()]
    procedure = get_procedures().version(name, version)
    found = simulate(procedure, steps, days_of, WorkCalendar.shipped(), letters=LETTER_KINDS)
    return {p.name: p for p in found}


def test_policy_case_30() -> None:
    found = run("dibao", "2021", accept="2022-09-22", post_notice="2022-10-12", file="2022-10-20", refuse="2022-10-20")  # fmt: skip
    due = {name: period.due for name, period in found.items()}
    assert due == {
        "investigation": date(2022, 9, 27),
        "whole": date(2022, 11, 8),
        "notice": date(2022, 10, 19),
        "confirmation": date(2022, 11, 3),
        "refusal_letter": date(2022, 10, 25),
    }
    assert found["notice"].may_from == date(2022, 10, 20)
    later = run("dibao", "2021", accept="2022-09-22", file="2022-10-20", refuse="2022-11-03")
    assert later["refusal_letter"].due == date(2022, 11, 8)
    extended = run("dibao", "2021", accept="2022-09-22", extend="2022-10-30")
    assert extended["whole"].due == date(2022, 11, 29)


def test_the_national_day_is_named() -> None:
    found = run("dibao", "2021", accept="2022-09-22")["whole"]
    assert [(f.name, f.first.isoformat(), f.last.isoformat(), f.is_work) for f in found.free] == [
        ("国庆节", "2022-10-01", "2022-10-07", False),
        ("国庆节", "2022-10-08", "2022-10-09", True),
    ]


def test_policy_case_23() -> None:
    found = run("temp_emergency", "2014", accept="2022-09-27", confirm="2022-09-27", end_emergency="2022-09-28")  # fmt: skip
    assert found["temp_papers"].due == date(2022, 10, 17)
    assert found["aid"].ended == date(2022, 9, 27)


def test_a_notice_stops_the_clock_of_tekun() -> None:
    plain = run("tekun", "2021", accept="2022-03-01")["whole"]
    stopped = run("tekun", "2021", accept="2022-03-01", post_notice="2022-03-15", file="2022-03-23")["whole"]  # fmt: skip
    assert plain.due == date(2022, 4, 13)
    assert stopped.stops == ((date(2022, 3, 16), date(2022, 3, 23)),)
    assert stopped.due == date(2022, 4, 21)


def test_late_and_early_steps_are_said() -> None:
    late = run("dibao", "2021", accept="2022-09-22", start_investigation="2022-09-28")
    assert late["investigation"].is_late
    assert not run("dibao", "2021", accept="2022-09-22", start_investigation="2022-09-27")["investigation"].is_late  # fmt: skip
    early = run("dibao", "2021", post_notice="2022-10-12", file="2022-10-19")
    assert early["notice"].is_late


def test_a_period_that_no_place_has_set_does_not_run_where_it_may_be_missing() -> None:
    procedure = get_procedures().version("old_age", "2014")
    given: list[Given] = [("accept", date(2022, 9, 22))]
    assert simulate(procedure, given, lambda _n, _d: None, WorkCalendar.shipped()) == []
    dibao = get_procedures().version("dibao", "2021")
    found = simulate(dibao, given, lambda _n, _d: None, WorkCalendar.shipped())
    assert {p.due for p in found} == {None}


@pytest.mark.usefixtures("db")
def test_a_real_case_has_the_same_days() -> None:
    county = make_county()
    case = bring_to(
        county, next(iter(county.families.values())), "filed", start=dt.date(2022, 9, 22)
    )
    steps = [(s.action, s.on) for s in case.steps.order_by("seq")]
    told = {p.name: p for p in simulate(
        get_procedures().version(case.procedure, case.procedure_version), steps, days_of, WorkCalendar.shipped(),
        is_true=lambda _c: case.household.residence_class == "urban",
    )}  # fmt: skip
    for clock in Clock.objects.filter(case=case):
        period = told.pop(clock.name)
        assert (period.start, period.due, period.ended) == (clock.started_on, clock.due_on, clock.ended_on)  # fmt: skip
    assert not told
