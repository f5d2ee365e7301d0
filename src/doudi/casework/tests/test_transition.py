"""One case through the Dibao procedure of 2021: every step's guards, clocks and trail."""

import datetime as dt

import pytest

from doudi.casework.models import Clock, Step
from doudi.casework.services.transition import list_possible, open_case, take_step
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ACCEPTED = dt.date(2022, 9, 22)
ASKED = {"relatives_asked_on": "2022-09-22"}


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    return next(iter(county.families.values()))


def test_the_clocks_of_policy_case_30(county, family):
    """Accepted on 22 September 2022, before the October holiday and its make-up days."""
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(
            actor=clerk,
            procedure="dibao",
            household=family.household,
            on=dt.date(2022, 9, 22),
            about=ASKED,
        )
        case = take_step(actor=clerk, case=case, action="accept", on=ACCEPTED, version=1)
        due = dict(Clock.objects.filter(case=case).values_list("name", "due_on"))
    assert due["investigation"] == dt.date(2022, 9, 27)
    assert due["whole"] == dt.date(2022, 11, 8)
    assert (case.next_due, case.next_clock) == (dt.date(2022, 9, 27), "investigation")
    assert case.accepted_on == ACCEPTED


def test_whoever_comes_second_is_refused(county, family):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(
            actor=clerk, procedure="dibao", household=family.household, on=ACCEPTED, about=ASKED
        )
        take_step(actor=clerk, case=case, action="accept", on=ACCEPTED, version=1)
        with pytest.raises(ProblemsError, match="worked on this case"):
            take_step(actor=clerk, case=case, action="accept", on=ACCEPTED, version=1)


def test_a_step_leaves_its_event(county, family):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(actor=clerk, procedure="dibao", household=family.household, on=ACCEPTED)
        event = AuditEvent.objects.get(action="casework.case.opened")
        steps = list(Step.objects.filter(case=case).values_list("action", "to_state"))
    assert event.household_id == family.household.pk
    assert steps == [("apply", "applied")]


def test_no_day_before_the_last_step(county, family):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(
            actor=clerk, procedure="dibao", household=family.household, on=ACCEPTED, about=ASKED
        )
        with pytest.raises(ProblemsError, match="before the last step"):
            take_step(actor=clerk, case=case, action="accept", on=dt.date(2022, 9, 21))


def test_the_page_is_told_what_stands_against_each_action(county, family):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(actor=clerk, procedure="dibao", household=family.household, on=ACCEPTED)
        possible = {p.action.name: p for p in list_possible(clerk, case, ACCEPTED)}
    assert not possible["accept"].is_ready
    assert possible["withdraw"].is_ready
    assert "confirm" not in possible


def test_a_whole_road_to_a_grant(county, family):
    case = bring_to(county, family, "granted")
    assert not case.is_open
    assert case.next_due is None
    assert case.decided_on == dt.date(2022, 10, 21)


def test_nobody_decides_on_the_last_day_of_the_notice(county, family):
    case = bring_to(county, family, "noticed")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="the notice runs until 2022-10-19"):
            take_step(actor=clerk, case=case, action="file", on=dt.date(2022, 10, 19))
        case = take_step(actor=clerk, case=case, action="file", on=dt.date(2022, 10, 20))
    assert case.next_due == dt.date(2022, 11, 3)


def test_the_township_may_not_confirm_what_the_county_decides(county, family):
    case = bring_to(county, family, "filed")
    lead = county.viewer(Role.township_lead)
    with acting(lead), pytest.raises(ProblemsError, match="decided by the county"):
        take_step(actor=lead, case=case, action="confirm", on=dt.date(2022, 10, 21))
