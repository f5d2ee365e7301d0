"""Cases by the API: the same steps, the same refusals, and nothing twice."""

import json
import uuid

import pytest

from doudi.casework.models import Case, Step
from doudi.casework.services.letters import draft_letter
from doudi.casework.tests.cases import make_application
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import FAR_VILLAGE, make_county
from tests.roles.county import make_token

SECRET = "doudi_test_cases"


@pytest.fixture
def county(db):
    county = make_county()
    with acting(system("test")) as actor:
        make_token(county.posting(Role.township_clerk), SECRET)
        audit.record(actor, "foundation.token.issued")
    return county


@pytest.fixture
def ask(county, client):
    headers = {"Authorization": f"Bearer {SECRET}"}

    def at(path, body=None, status=200):
        url = f"/api/v1{path}"
        if body is None:
            answer = client.get(url, headers=headers)
        else:
            text = body if isinstance(body, str) else json.dumps(body)
            answer = client.post(url, text, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return at


@pytest.fixture
def home(county):
    return county.families["赵明远"].household


def opened(ask, home, **more):
    body = {"procedure": "dibao", "on": get_today().isoformat()} | more
    return ask(f"/households/{home.pk}/cases", body)


def test_a_case_is_opened_once_and_told_with_what_stands_against_each_step(ask, home):
    key = str(uuid.uuid4())
    first = opened(ask, home, client_key=key)
    assert opened(ask, home, client_key=key)["id"] == first["id"]
    assert first["state"] == "applied"
    accept = next(a for a in first["actions"] if a["name"] == "accept")
    assert accept["is_own"]
    assert any("近亲属" in p["zh"] for p in accept["problems"])
    assert [c["id"] for c in ask("/cases?is_open=true")["items"]] == [first["id"]]
    assert ask("/cases?is_open=false")["items"] == []


def test_a_step_is_taken_with_the_same_checks_and_not_twice(ask, county, home):
    case = opened(ask, home)
    path, today = f"/cases/{case['id']}/steps", get_today().isoformat()
    refused = ask(path, {"action": "accept", "on": today}, status=422)
    assert any("近亲属" in p["zh"] for p in refused["problems"])
    with acting(county.viewer(Role.township_clerk)) as clerk:
        application = make_application(clerk, home, county.families["赵明远"].head, get_today())
        row = Case.objects.get(pk=case["id"])
        row.application, row.about = application, {"relatives_asked_on": today}
        row.save()
        audit.record(clerk, "casework.case.changed", object_type="case", object_id=row.pk)
    step = {"action": "accept", "on": today, "client_key": str(uuid.uuid4()), "version": 1}
    assert ask(path, step)["state"] == "accepted"
    assert ask(path, step)["state"] == "accepted"
    with acting(county.viewer(Role.township_clerk)):
        assert Step.objects.filter(case=case["id"], action="accept").count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        {},
        {"action": "accept"},
        {"action": "accept", "on": "2099-01-01"},
        {"action": "accept", "on": "31/12/2022"},
        {"action": "'; drop table", "on": "2022-07-01"},
        {"action": "withdraw", "on": "2022-07-01", "note": "\x00"},
        {"action": "withdraw", "on": "2022-07-01", "note": "长" * 501},
        {"action": "withdraw", "on": "2022-07-01", "client_key": "not-a-key"},
        {"action": "start_investigation", "on": "2022-07-01"},
        {"action": "confirm", "on": "2022-07-01"},
        {"action": "apply", "on": "2022-07-01"},
    ],
)
def test_rubbish_is_refused_in_words_and_writes_nothing(ask, home, body):
    case = opened(ask, home)
    assert ask(f"/cases/{case['id']}/steps", body, status=422)["problems"]
    assert ask(f"/cases/{case['id']}")["version"] == case["version"]


def test_another_townships_household_is_not_there(ask, county):
    far = next(f for f in county.families.values() if f.household.area_code == FAR_VILLAGE)
    body = {"procedure": "dibao", "on": get_today().isoformat()}
    ask(f"/households/{far.household.pk}/cases", body, status=404)
    ask("/cases/999999/steps", {"action": "accept", "on": "2022-07-01"}, status=404)


def test_consent_visit_and_letters_go_by_the_same_services(ask, county, home):
    today = get_today().isoformat()
    head = county.families["赵明远"].head
    with acting(county.viewer(Role.township_clerk)) as clerk:
        application = make_application(clerk, home, head, get_today())
    consent = {"person_id": head.pk, "is_given": True, "on": today}
    path = f"/applications/{application.pk}/consents"
    assert ask(path, consent | {"form": "thumbprint"}, status=422)["problems"][0]["zh"].endswith("要有见证人")  # fmt: skip
    assert ask(path, consent)["is_given"] is True
    case = opened(ask, home)
    visit = {
        "client_id": str(uuid.uuid4()),
        "kind": "home",
        "at": get_now().isoformat(),
        "visitors": [{"name": "李慧"}],
        "place": "上寨村三组",
        "met_name": "赵明远",
        "answers": {"no_signature": "手受伤"},
    }
    path = f"/cases/{case['id']}/visits"
    assert "两个人以上" in ask(path, visit, status=422)["problems"][0]["zh"]
    visit["visitors"].append({"name": "王秀英"})
    assert ask(path, visit)["is_new"] is True
    assert ask(path, visit)["is_new"] is False
    with acting(county.viewer(Role.township_clerk)) as clerk:
        letter = draft_letter(actor=clerk, case=Case.objects.get(pk=case["id"]), kind="refusal_letter", on=get_today())  # fmt: skip
        audit.record(clerk, "casework.case.changed", object_type="case", object_id=case["id"])
    own = ask(f"/letters/{letter.pk}/check", {"on": today}, status=422)
    assert "自己拟的稿" in own["problems"][0]["zh"]
    ask(f"/letters/{letter.pk}/sign", {"on": today}, status=403)
    assert ask(f"/letters/{letter.pk}/return", {"reason": "  "}, status=422)["problems"]
    ask(f"/letters/{letter.pk}/serve", {"on": today, "how": "post"}, status=422)
    ask("/letters/999999/check", {"on": today}, status=404)
