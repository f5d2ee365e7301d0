"""The API: tokens bound to a posting, pages of lists, masked numbers, and the committed description."""

import json
import runpy

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import COUNTY, QINGGANG, SHIBAN, make_county
from tests.architecture.source_files import ROOT
from tests.roles.county import make_token

SECRET = "doudi_test_token"


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def ask(county, client):
    """Asks as the township clerk of 石板镇, or as another."""

    def get(path, *, role=Role.township_clerk, area=None, status=200, **query):
        posting = county.posting(role, area)
        secret = f"{SECRET}-{posting.pk}"
        with acting(system("test")):
            if not posting.tokens.exists():
                make_token(posting, secret)
        answer = client.get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


def actions():
    with acting(system("test")):
        return list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:3])


def test_a_token_says_whom_it_stands_for(ask):
    me = ask("/me")
    assert (me["role"], me["area_code"]) == ("township_clerk", SHIBAN)
    assert "register.view" in me["permissions"]
    assert "posting.manage" not in me["permissions"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Bearer 密", "Bearer " + "x" * 5000])  # fmt: skip
def test_without_a_good_token_there_is_one_sentence(db, client, header):
    headers = {} if header is None else {"Authorization": header}
    answer = client.get("/api/v1/persons", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["problems"][0]["zh"] == "凭证无效、已过期或已收回"


def test_a_login_in_the_browser_opens_no_api(county, client):
    client.force_login(county.account(Role.township_clerk))
    assert client.get("/api/v1/persons").status_code == 401


def test_lists_come_page_by_page_and_hold_the_area_only(ask, county):
    seen, after = [], 0
    while after is not None:
        page = ask("/persons", limit=2, after=after)
        seen += [p["id"] for p in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen))
    whole = ask("/persons", limit=200)["items"]
    assert seen == [p["id"] for p in whole]
    assert {p["area_code"][:9] for p in whole} == {SHIBAN[:9]}
    assert ask("/persons", area=None, role=Role.county_officer, limit=200)["items"][: len(whole)]
    assert "registry.list.read" in actions()


def test_a_list_is_narrowed_to_a_place(ask):
    everywhere = ask("/households", role=Role.county_officer)["items"]
    there = ask("/households?area=" + QINGGANG, role=Role.county_officer)["items"]
    assert 0 < len(there) < len(everywhere)
    assert ask("/households?area=900102000000")["items"] == []
    assert ask("/households?area=" + COUNTY)["items"]


def test_a_household_comes_with_its_members_and_a_person_with_masks(ask, county):
    family = county.families["赵明远"]
    household = ask(f"/households/{family.household.pk}")
    assert household["members"][0]["name"] == "赵明远"
    assert actions()[0] == "registry.household.viewed"
    person = ask(f"/persons/{family.head.pk}")
    assert "*" in person["identity_shown"]
    assert "*" in person["phone_shown"]
    assert person["household_id"] == family.household.pk
    assert actions()[0] == "registry.person.viewed"


def test_what_lies_elsewhere_is_not_there(ask, county):
    other = county.families["郑䶮"]
    for path in (f"/households/{other.household.pk}", f"/persons/{other.head.pk}", "/runs/1"):
        assert ask(path, status=404)["problems"][0]["en"] == "There is none in this area"


@pytest.mark.parametrize(
    "path",
    [
        "/persons?limit=0",
        "/persons?limit=201",
        "/persons?after=-1",
        "/persons?after=x",
        "/persons?area=9001",
        "/persons?area=999999999999",
        "/persons?area=' or 1=1",
        "/persons/0",
        "/persons/x",
        "/persons/99999999999999999999999",
        "/households/1e5",
        "/areas?after=安和",
        "/persons?aera=900101102000",
        "/me?x=1",
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(ask, path):
    assert ask(path, status=422)["problems"]


def test_nothing_is_written_by_the_api(county, client):
    posting = county.posting(Role.township_clerk)
    with acting(system("test")):
        make_token(posting, SECRET)
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method("/api/v1/persons", headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 405


def test_the_committed_description_is_that_of_the_code():
    now = runpy.run_path(str(ROOT / "scripts/openapi.py"))["describe"]()
    committed = (ROOT / "docs/api/openapi.json").read_text(encoding="utf-8")
    assert json.loads(now) == json.loads(committed), "run `make api` and read the difference"
