"""What a decision leaves on the head of a case for whoever opens it: it looks split, it came late."""

import datetime as dt

import pytest

from doudi.casework.models import Award, Case, Clock, Opinion
from doudi.casework.services.decisions import decide_case
from doudi.casework.services.proposals import propose
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county

ON = dt.date(2022, 7, 15)
TEMP = ["temp_assistance"]


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        entry = worked_case("temp_assistance", "政策案例23，四口之家两个月")
        return register_case(clerk, entry).family


@pytest.fixture
def case(county, family):
    """Temporary assistance that waits for its decision."""
    with acting(county.viewer(Role.township_clerk)) as clerk:
        made = file_case(clerk, family, on=ON, programmes=TEMP, procedure="temp_expenditure")
        made.procedure_version = "2014"
        made.save()
        return made


def grant(county, case, fen, *, role=Role.township_lead):
    """As the person sees it, not the engine; the opinion said so, too. The case's flags afterwards."""
    with acting(county.viewer(role)) as lead:
        [found] = propose(lead, case, ON).results
        results = [{**found, "amount_fen": fen}]
        Opinion.objects.create(
            area_code=case.area_code,
            case=case,
            on=ON,
            proposal=[found],
            is_to_grant=True,
            results=results,
            name="李慧",
            at=get_now(),
        )
        decide_case(
            actor=lead,
            case=case,
            action="confirm",
            results=results,
            on=ON,
            differs_because="亲友已帮助一部分",
        )
        return Case.objects.get(pk=case.pk).flags


def had(county, family, fen, month, *, programme="temp_assistance", period="once"):
    with acting(county.viewer(Role.county_lead)) as lead:
        made = Award.objects.create(
            area_code=family.household.area_code,
            household=family.household,
            programme=programme,
            outcome="money",
            period=period,
            amount_fen=fen,
            from_month=month,
            until_month=month,
            state=Award.State.ended,
        )
        audit.record(lead, "casework.award.given", object_type="award", object_id=made.pk)


def test_two_times_900_where_1000_is_the_townships_limit_looks_split(county, family, case):
    had(county, family, 90000, dt.date(2022, 3, 1))
    assert "looks_split" in grant(county, case, 90000)


def test_a_thousand_in_all_stays_with_the_township_one_fen_more_does_not(county, family, case):
    had(county, family, 10000, dt.date(2022, 3, 1))
    assert "looks_split" not in grant(county, case, 90000)


def test_one_fen_over_the_limit_in_all_looks_split(county, family, case):
    had(county, family, 10001, dt.date(2022, 3, 1))
    assert "looks_split" in grant(county, case, 90000)


@pytest.mark.parametrize(
    "other",
    [
        {"month": dt.date(2021, 12, 1)},
        {"month": dt.date(2022, 3, 1), "programme": "one_off_payment"},
        {"month": dt.date(2022, 3, 1), "period": "month"},
    ],
)
def test_another_year_or_another_programme_is_nothing_split(county, family, case, other):
    had(county, family, 90000, **other)
    assert "looks_split" not in grant(county, case, 90000)


def test_what_the_county_decides_itself_is_nothing_split(county, family, case):
    had(county, family, 90000, dt.date(2022, 3, 1))
    assert "looks_split" not in grant(county, case, 352800, role=Role.county_lead)


@pytest.mark.parametrize(("due", "is_late"), [(ON - dt.timedelta(1), True), (ON, False)])
def test_decided_after_the_last_day_of_a_limit_is_late(county, case, due, is_late):
    run(county, case, "whole", "limit", due)
    assert ("overdue_at_decision" in grant(county, case, 90000)) is is_late


def test_a_waiting_period_or_a_limit_that_was_kept_makes_nothing_late(county, case):
    long_ago = dt.date(2022, 7, 1)
    run(county, case, "notice", "wait", long_ago)
    run(county, case, "papers", "limit", long_ago, ended_on=dt.date(2022, 6, 30))
    assert "overdue_at_decision" not in grant(county, case, 90000)


def run(county, case, name, kind, due, **more):
    with acting(county.viewer(Role.township_clerk)):
        Clock.objects.create(
            area_code=case.area_code,
            case=case,
            name=name,
            kind=kind,
            unit="working_days",
            days=20,
            started_on=dt.date(2022, 6, 20),
            due_on=due,
            **more,
        )
