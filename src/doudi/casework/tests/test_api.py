"""Cases by the API: the same steps, the same refusals, and nothing twice."""

import json
import uuid

import pytest

from doudi.casework.models import Application, Case, Step
from doudi.casework.services.applications import open_application
from doudi.casework.services.letters import draft_letter
from doudi.casework.tests.cases import make_application
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.domain.roles import Role
from doudi.registry.models import Membership
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


def opened(ask, home, status=200, **more):
    with acting(system("test")):
        head = Membership.objects.get(household=home, relation="head").person_id
    body = {"procedure": "dibao", "on": get_today().isoformat(), "applicant_id": head} | more
    return ask(f"/households/{home.pk}/cases", body, status)


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


def test_no_case_begins_without_somebody_who_asks(ask, county, home):
    today = get_today()
    path, body = f"/households/{home.pk}/cases", {"procedure": "dibao", "on": today.isoformat()}
    other = county.families["周德福"]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        draft = open_application(
            actor=clerk, household=home, applicant=county.families["赵明远"].head, on=today
        )
        theirs = make_application(clerk, other.household, other.head, today)
    for given, said in (
        ({}, "哪一份申请"),
        ({"applicant_id": other.head.pk}, "不是这一户的成员"),
        ({"application_id": draft.pk}, "还没有提交"),
        ({"application_id": theirs.pk}, "不是这一户的"),
        ({"procedure": "review"}, "不由申请开始"),
        ({"procedure": "no_such"}, "没有生效"),
    ):
        refused = ask(path, body | given, status=422)
        assert said in refused["problems"][0]["zh"], given
    ask(path, body | {"application_id": 10**12}, status=404)
    ask(path, body | {"applicant_id": 10**12}, status=404)
    with acting(system("test")):
        assert not Case.objects.exists()
        assert Application.objects.count() == 2
    case = opened(ask, home)
    with acting(system("test")):
        application = Application.objects.get(pk=case["application_id"])
        assert (application.state, application.applied_on) == ("submitted", today)
        assert application.household_id == home.pk
    assert "已有在办案件" in opened(ask, home, status=422)["problems"][0]["zh"]
    accept = next(a for a in case["actions"] if a["name"] == "accept")
    said = "".join(p["zh"] for p in accept["problems"])
    assert "授权书" in said
    assert "承诺书" in said


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
