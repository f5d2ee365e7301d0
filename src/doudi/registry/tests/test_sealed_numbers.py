"""A whole number that a clerk types goes to the server and never comes back to the page."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.forms.sealed import PREFIX, SealedField, seal, unseal
from doudi.registry.models import ChangeRequest
from doudi.registry.services.changes import approve_change
from doudi.registry.services.persons import reveal_number
from doudi.registry.tests.families import identity_number

NUMBER = identity_number(dt.date(1977, 3, 6), 77)


@pytest.fixture
def desk(county, client):
    client.force_login(county.account(Role.township_clerk))
    return client


def hidden(page):
    boxes = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in boxes if name != "csrfmiddlewaretoken"}


def test_a_number_travels_sealed_through_the_preview_and_arrives(county, desk):
    head = county.families["赵明远"].head
    address = reverse("registry:person_correction", args=[head.pk])
    given = {
        "name": "赵明远",
        "sex": "male",
        "birth_date": "1977-03-05",
        "hukou_area": head.hukou_area,
        "identity_kind": "resident",
        "identity_number": NUMBER,
        "phone": "13900139000",
        "effective_on": "2026-01-01",
        "reason": "号码录错",
        "evidence_kind": "document",
        "evidence_source": "身份证",
        "evidence_on": "2026-01-01",
    }
    preview = desk.post(address, given).content.decode()
    for secret in (NUMBER, "13900139000"):
        assert secret not in preview
    sent = hidden(preview)
    assert sent["identity_number"].startswith(PREFIX)
    back = desk.post(address, sent | {"edit": "1"}).content.decode()
    assert NUMBER not in back
    assert desk.post(address, sent | {"confirm": "1"}).status_code == 302
    with acting(system("test")):
        change = ChangeRequest.objects.get()
    with acting(county.viewer(Role.township_lead)) as lead:
        approve_change(actor=lead, change=change, on=dt.date(2026, 1, 2))
        head.refresh_from_db()
        assert reveal_number(actor=lead, person=head, what="identity", reason="核对") == NUMBER


def test_what_was_changed_on_the_way_is_nothing():
    field = SealedField()
    for broken in (seal(NUMBER)[:-6] + "AAAA==", PREFIX, PREFIX + "%%%", PREFIX + "张三"):
        assert unseal(broken) == ""
        assert field.widget.value_from_datadict({"n": broken}, {}, "n") == ""


@pytest.mark.parametrize(
    ("typed", "seen"),
    [("赵明远", "赵明远"), (NUMBER, None), ("138 0013 8001", None), ("2", "2"), (None, None)],
)
def test_a_name_is_shown_again_a_number_is_not(typed, seen):
    assert SealedField().widget.format_value(typed) == seen
