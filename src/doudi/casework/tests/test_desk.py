"""My work today: what waits for whom, what is told upwards, and that nothing late is hidden from whoever can act."""

import datetime as dt

import pytest
from django.urls import reverse

from doudi.casework.procedure_book import get_procedures
from doudi.casework.selectors.today import MINE, OTHERS, count_desk, desk_of, list_desk, own_actions
from doudi.casework.tests.cases import ROAD, bring_to
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import QINGGANG, SHIBAN, make_county

TODAY = dt.date(2022, 10, 24)
STATES = [state for state, *_ in ROAD[:-1]]


@pytest.fixture(scope="module")
def county(module_database):
    return make_county()


@pytest.fixture(scope="module")
def cases(county):
    """One at each step before the decision. The tests only read."""
    families = [f for f in county.families.values() if f.household.area_code.startswith(SHIBAN[:9])]
    return {s: bring_to(county, families[i % len(families)], s) for i, s in enumerate(STATES)}


def lists(viewer, on=TODAY):
    with acting(viewer):
        desk = desk_of(viewer, on)
        found = {w: set(list_desk(desk, w).values_list("state", flat=True)) for w in (MINE, OTHERS)}
        return found, count_desk(desk)


def test_the_clerk_has_what_a_clerk_does_next_and_the_county_what_it_decides(county, cases):
    found, counts = lists(county.viewer(Role.township_clerk))
    assert found[MINE] == set(STATES) - {"filed"}
    assert found[OTHERS] == {"filed"}
    assert counts.overdue + counts.soon + counts.later == len(found[MINE])
    found, _ = lists(county.viewer(Role.county_lead), on=dt.date(2022, 10, 20))
    assert "filed" in found[MINE]


def test_a_running_notice_lies_with_others_until_it_is_over(county, cases):
    notice, clerk = cases["noticed"], county.viewer(Role.township_clerk)
    assert notice.waits_until == dt.date(2022, 10, 19)
    assert "noticed" in lists(clerk, notice.waits_until)[0][OTHERS]
    assert "noticed" in lists(clerk, notice.waits_until + dt.timedelta(days=1))[0][MINE]


def test_what_is_late_is_told_to_the_lead_at_once_and_to_the_county_after_two_working_days(
    county, cases
):
    """The investigation must begin by Tuesday 27 September 2022."""
    due = cases["accepted"].next_due
    assert due == dt.date(2022, 9, 27)
    lead, officer = county.viewer(Role.township_lead), county.viewer(Role.county_officer)
    late = due + dt.timedelta(days=1)
    assert "accepted" not in lists(lead, due)[0][MINE]
    assert "accepted" in lists(lead, late)[0][MINE]
    assert "accepted" not in lists(officer, late)[0][MINE]
    assert "accepted" in lists(officer, due + dt.timedelta(days=2))[0][MINE]
    assert "accepted" in lists(county.viewer(Role.county_lead), due + dt.timedelta(days=2))[0][MINE]


@pytest.mark.parametrize("on", [dt.date(2022, 9, 23), TODAY, dt.date(2023, 3, 1)])
@pytest.mark.parametrize("role", [r for r in Role if "case.view" in r.permissions])
def test_no_open_case_is_in_neither_list_and_none_late_is_hidden_from_whoever_can_act(
    county, cases, role, on
):
    viewer = county.viewer(role)
    with acting(viewer):
        desk = desk_of(viewer, on)
        mine, others = set(list_desk(desk, MINE)), set(list_desk(desk, OTHERS))
        reachable = {c for c in cases.values() if viewer.area_from <= c.area_code < viewer.area_to}
        assert mine | others == reachable
        assert not mine & others
        counts = count_desk(desk)
        assert (counts.overdue + counts.soon + counts.later, counts.others) == (len(mine), len(others))  # fmt: skip
        for case in reachable:
            if case.next_due is None or case.next_due >= on:
                continue
            procedure = get_procedures().version(case.procedure, case.procedure_version)
            if own_actions(viewer, procedure, case.state, on) or role is Role.township_lead:
                assert case in mine, f"{case.state} is late and hidden from {role}"


def test_a_township_does_not_see_the_other(county, cases):
    far = county.viewer(Role.township_clerk, QINGGANG)
    with acting(far):
        desk = desk_of(far, TODAY)
        assert not list_desk(desk, MINE)
        assert not list_desk(desk, OTHERS)


@pytest.fixture
def clerk(county, cases, client, time_machine):
    time_machine.move_to(dt.datetime(2022, 10, 24, 9, tzinfo=dt.UTC), tick=False)
    client.force_login(county.account(Role.township_clerk))
    return client


def test_the_page_says_what_is_next_in_words(clerk):
    page = clerk.get(reverse("casework:today")).content.decode()
    assert "提出初审意见" in page
    assert "已超期" in page
    assert "give_opinion" not in page
    others = clerk.get(reverse("casework:today"), {"list": "others"}).content.decode()
    assert "县级负责人：审核确认" in others.replace("乡镇负责人、", "")


@pytest.mark.parametrize("name", ["today", "cases"])
@pytest.mark.parametrize(
    "query",
    [
        {"when": "nonsense", "state": "dibao:nowhere", "procedure": "x" * 300},
        {"township": "900102100000"},
        {"township": "'; drop table"},
        {"page": "99999999", "sort": "-password"},
        {"list": "x", "desk": "you"},
        {"q": "\x00", "since": "31/02/2022"},
        {"q": "=cmd|' /C calc'!A0"},
        {"village": "12", "until": "2022-13-01"},
        {"programme": "no_such", "is_open": "maybe", "clock": "x"},
    ],
)
def test_rubbish_in_a_filter_is_answered_and_shows_nothing_else(clerk, name, query):
    assert clerk.get(reverse(f"casework:{name}"), query).status_code == 200


def test_cases_are_found_by_number_name_initials_receipt_and_last_four(clerk, cases, county):
    case = cases["applied"]
    person = case.application.applicant
    asked = (case.number, case.application.number, case.application.receipt, person.name, person.name_initials, person.identity_shown[-4:])  # fmt: skip
    for text in asked:
        page = clerk.get(reverse("casework:cases"), {"q": text}).content.decode()
        assert case.number in page, text
    page = clerk.get(reverse("casework:cases"), {"q": "查无此人"}).content.decode()
    assert case.number not in page


def test_cases_are_narrowed_by_state_period_and_place(clerk, cases):
    def asked(**query):
        return clerk.get(reverse("casework:cases"), query).content.decode()

    case = cases["accepted"]
    assert case.number in asked(state="dibao:accepted")
    assert cases["applied"].number not in asked(state="dibao:accepted")
    assert case.number in asked(since="2022-09-22", until="2022-09-22", programme="dibao")
    assert case.number not in asked(until="2022-09-21")
    assert case.number in asked(village=case.area_code, clock="overdue")
    assert case.number not in asked(is_open="no")
