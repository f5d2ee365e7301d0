"""Where cases wait and how fast they go: figures of the viewer's own area."""

import datetime as dt

import pytest
from django.urls import reverse

from doudi.casework.selectors.supervision import list_speed, list_waiting
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import OTHER_COUNTY, SHIBAN, make_county

TODAY = dt.date(2022, 10, 24)


@pytest.fixture(scope="module")
def county(module_database):
    county = make_county()
    families = [f for f in county.families.values() if f.household.area_code.startswith(SHIBAN[:9])]
    for family, state in zip(families * 2, ("accepted", "accepted", "granted"), strict=False):
        bring_to(county, family, state)
    return county


def test_waiting_is_counted_by_township_and_step_with_what_is_late(county):
    officer = county.viewer(Role.county_officer)
    with acting(officer):
        (row,) = list_waiting(officer, TODAY)
    assert (row.township, row.state, row.count, row.overdue) == (SHIBAN, "accepted", 2, 2)
    assert row.oldest == dt.date(2022, 9, 22)
    assert row.median == 19  # working days, the holidays and their make-up days counted as they are


def test_speed_counts_what_falls_into_the_period(county):
    officer = county.viewer(Role.county_officer)
    with acting(officer):
        (row,) = list_speed(officer, dt.date(2022, 9, 1), dt.date(2022, 10, 31))
        assert (row.received, row.accepted, row.granted, row.refused) == (3, 3, 1, 0)
        assert row.average == 18
        (later,) = list_speed(officer, dt.date(2022, 10, 1), dt.date(2022, 10, 31))
        assert (later.received, later.granted) == (0, 1)


def test_another_county_sees_nothing(county):
    other = county.viewer(Role.county_lead, OTHER_COUNTY)
    with acting(other):
        assert not list_waiting(other, TODAY)
        assert not list_speed(other, dt.date(2022, 1, 1), TODAY)


@pytest.mark.parametrize(
    "query",
    [{}, {"since": "x"}, {"since": "2022-12-01", "until": "2022-01-01"}, {"until": "\x00"}],
)
def test_the_page_bears_rubbish_and_names_nobody(county, client, query):
    client.force_login(county.account(Role.county_officer))
    answer = client.get(reverse("casework:supervision"), query)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not any(name in page for name in county.families)
    assert "township=900101102000" in page
