"""The pages for accounts, postings and tokens, as their administrators use them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from doudi.foundation.clock import get_today
from doudi.foundation.models import Account, ApiToken, Posting
from doudi.foundation.services.tokens import open_with_token
from doudi.foundation.tests.staff import COUNTY, TOWNSHIP, make_account, make_places, make_posting

REASON = "安民发〔2022〕3号"


@pytest.fixture(autouse=True)
def _places(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_places()


@pytest.fixture
def desk(client):
    """Logs in whoever holds a role in the county."""

    def sit_down(role):
        posting = make_posting(make_account(role.replace("_", "-"), "管理员"), role, COUNTY)
        client.force_login(posting.account)
        return client

    return sit_down


def url(name, *ids):
    return reverse(f"foundation:{name}", args=ids)


def shown(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_an_account_is_made_and_its_password_shown_once(desk):
    client = desk("system_admin")
    typed = {"username": "chen.jing", "full_name": "陈静", "area_code": TOWNSHIP}
    page = shown(client.post(url("account_new"), typed))
    account = Account.objects.get(username="chen.jing")
    password = re.search(r"<code[^>]*>([^<]+)</code>", page)[1]
    assert account.check_password(password)
    for again in (url("accounts"), url("account", account.pk)):
        page = shown(client.get(again))
        assert "陈静" in page
        assert password not in page
    assert "已经有人用了" in shown(client.post(url("account_new"), typed))


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"username": "chen", "full_name": "", "area_code": TOWNSHIP},
        {"username": "陈静", "full_name": "陈静", "area_code": TOWNSHIP},
        {"username": "chen", "full_name": "陈静", "area_code": "900102000000"},
        {"username": "chen", "full_name": "陈" * 101, "area_code": TOWNSHIP},
        {"username": "<script>", "full_name": "x", "area_code": "'; drop"},
    ],
)
def test_a_form_filled_in_wrongly_comes_back_with_what_is_wrong(desk, typed):
    client = desk("system_admin")
    page = shown(client.post(url("account_new"), typed))
    assert "dd-fault" in page
    assert "<script>" not in page
    assert Account.objects.count() == 1


def test_an_account_is_renamed_disabled_unlocked_and_its_telephone_forgotten(desk):
    client = desk("system_admin")
    account = make_account()
    client.post(url("account", account.pk), {"full_name": "陈敬"})
    account.refresh_from_db()
    assert (account.full_name, account.is_active) == ("陈敬", False)
    page = shown(client.post(url("account_password", account.pk)))
    account.refresh_from_db()
    assert account.check_password(re.search(r"<code[^>]*>([^<]+)</code>", page)[1])
    factor = url("account_second_factor", account.pk)
    assert "dd-fault" in shown(client.post(factor, {"reason": ""}))
    assert client.post(factor, {"reason": "手机丢失"}).status_code == 302


def test_an_administrator_sees_his_own_account_without_buttons(desk):
    client = desk("system_admin")
    own = Account.objects.get()
    page = shown(client.get(url("account", own.pk)))
    assert "另一位系统管理员" in page
    assert "重置密码" not in page
    assert "另一位系统管理员" in shown(client.post(url("account_password", own.pk)))


def test_a_posting_is_given_covered_handed_over_and_ended(desk):
    client, today = desk("security_admin"), get_today()
    clerk, stand_in, heir = make_account(), make_account("li", "李芳"), make_account("wu", "吴勇")
    typed = {
        "account": clerk.pk,
        "role": "township_clerk",
        "area_code": TOWNSHIP,
        "valid_from": today.isoformat(),
        "reason": REASON,
    }
    answer = client.post(url("posting_new"), typed)
    posting = Posting.objects.get(account=clerk)
    assert answer.url == url("posting", posting.pk)
    assert REASON in shown(client.get(answer.url))
    week = (today + dt.timedelta(days=7)).isoformat()
    leave = {"account": stand_in.pk, "valid_from": today.isoformat(), "valid_to": week, "reason": "年休假"}  # fmt: skip
    client.post(url("posting_cover", posting.pk), leave)
    assert "李芳" in shown(client.get(url("posting", posting.pk)))
    client.post(url("posting_hand_over", posting.pk), {"account": heir.pk, "reason": "轮岗"})
    new = Posting.objects.get(account=heir)
    client.post(url("posting_end", new.pk), {"last_day": week, "reason": "借调期满"})
    new.refresh_from_db()
    assert new.valid_to.isoformat() == week
    listed = shown(client.get(url("postings")))
    assert all(name in listed for name in ("陈静", "李芳", "吴勇"))
    assert "没有符合条件" in shown(client.get(url("postings"), {"text": "nobody%"}))


def test_what_the_rules_forbid_is_said_on_the_form_and_nothing_is_kept(desk):
    client, today = desk("security_admin"), get_today().isoformat()
    own = Posting.objects.get()
    typed = {"account": own.account_id, "role": "system_admin", "area_code": COUNTY, "valid_from": today, "reason": "x"}  # fmt: skip
    assert "另一位安全管理员" in shown(client.post(url("posting_new"), typed))
    auditor = make_posting(make_account(), "audit_admin", COUNTY)
    typed["account"] = auditor.account_id
    assert "不能由一人兼任" in shown(client.post(url("posting_new"), typed))
    typed["valid_from"] = "someday"
    assert "dd-fault" in shown(client.post(url("posting_new"), typed))
    cover = {"account": own.account_id, "valid_from": today, "valid_to": today, "reason": "x"}
    assert "另一位安全管理员" in shown(client.post(url("posting_cover", auditor.pk), cover))
    past = {"last_day": "2000-01-01", "reason": "x"}
    assert "dd-fault" in shown(client.post(url("posting_end", auditor.pk), past))
    assert Posting.objects.count() == 2


def test_leads_and_auditors_look_and_do_not_touch(desk):
    client = desk("county_lead")
    posting = make_posting(make_account())
    page = shown(client.get(url("posting", posting.pk)))
    assert "结束任职" not in page
    assert "任命岗位" not in shown(client.get(url("postings")))
    shown(client.get(url("posting_end", posting.pk)), 403)


def test_a_token_is_shown_once_and_taken_back(desk):
    client, today = desk("security_admin"), get_today()
    posting = make_posting(make_account())
    typed = {"posting": posting.pk, "label": "县数据共享平台", "expires_on": (today + dt.timedelta(days=30)).isoformat()}  # fmt: skip
    secret = re.search(r"<code[^>]*>([^<]+)</code>", shown(client.post(url("token_new"), typed)))[1]
    assert open_with_token(secret, on=today) is not None
    listed = shown(client.get(url("tokens")))
    assert "县数据共享平台" in listed
    assert secret not in listed
    client.post(url("token_revoke", ApiToken.objects.get().pk))
    assert open_with_token(secret, on=today) is None
    typed["expires_on"] = (today + dt.timedelta(days=800)).isoformat()
    assert "最长一年" in shown(client.post(url("token_new"), typed))


def test_the_lists_are_files_too(desk):
    client = desk("system_admin")
    make_account("x1", "=1+1")
    answer = client.get(url("accounts"), {"format": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
