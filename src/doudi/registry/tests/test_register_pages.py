"""The pages of the register: found, looked at, revealed with a reason, recorded; each leaves its mark in the trail."""

import pytest
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import make_county


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def desk(county, client):
    """A browser of the township clerk."""
    client.force_login(county.account(Role.township_clerk))
    return client


def path(name, *ids):
    return reverse(f"registry:{name}", args=ids)


def shown(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_a_household_shows_its_people_what_is_known_and_what_the_law_says(county, desk):
    family = county.families["赵明远"]
    page = shown(desk.get(path("household", family.household.pk)))
    for word in (
        "赵明远家",
        "石板镇 上寨村",
        "赵小川",
        "子女辈",
        "工资性收入",
        "12,600.00 元",
        "按现行规定",
    ):
        assert word in page
    with acting(system("test")):
        event = AuditEvent.objects.filter(action="registry.household.viewed").get()
        assert event.household_id == family.household.pk


def test_a_person_shows_masked_numbers_only(county, desk):
    head = county.families["赵明远"].head
    page = shown(desk.get(path("person", head.pk)))
    assert head.identity_shown in page
    assert "138****" in page


@pytest.mark.parametrize("name", ["household", "household_timeline", "record_household_facts"])
def test_a_household_of_another_township_is_not_there(county, desk, name):
    other = county.families["郑䶮"].household
    assert desk.get(path(name, other.pk)).status_code == 404
