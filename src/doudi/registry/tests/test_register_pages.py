"""The pages of the register: found, looked at, revealed with a reason, recorded; each leaves its mark in the trail."""

import pytest
from django.test import Client
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


@pytest.fixture
def lead(county):
    """A browser of the township lead, who signs."""
    client = Client()
    client.force_login(county.account(Role.township_lead))
    return client


def _everything(county):
    return acting(system("test"))


BASE = {"effective_on": "2022-07-01", "reason": "入户核实"}
EVIDENCE = {"evidence_kind": "document", "evidence_source": "户籍证明", "evidence_on": "2022-07-01"}


def ask(desk, url, **given):
    """Preview, then confirm; the address of the request that was made."""
    preview = shown(desk.post(url, BASE | EVIDENCE | given))
    assert "改为" in preview
    response = desk.post(url, BASE | EVIDENCE | given | {"confirm": "1"})
    assert response.status_code == 302, response.content.decode()
    return response.url


def test_a_change_is_previewed_asked_for_and_signed_by_another(county, desk, lead):
    family = county.families["赵明远"]
    url = ask(
        desk,
        path("household_remove_member", family.household.pk),
        member=family.person("孙桂英").pk,
    )
    page = shown(desk.get(url))
    assert "等另一位有审核权的人审核" in page or "撤回" in page
    assert "同意" in shown(lead.get(url))
    assert lead.post(f"{url}approve/", {"reason": "属实"}).status_code == 302
    assert "已生效" in shown(desk.get(url))
    with acting(system("test")):
        assert family.household.memberships.filter(valid_to__isnull=True).count() == 3
