"""Logging in: user name and password, five tries, a password of one's own, in production a second factor."""

import dataclasses
import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
from doudi.foundation.tests.staff import PASSWORD, make_account, make_posting

LOGIN, DESK, CHOOSE = "/desk/login/", "/desk/", "/desk/posting/"


@pytest.fixture(autouse=True)
def _fast_and_forgetful(settings):
    """Real hashing takes a third of a second; wrong tries of other tests do not count here."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def production(settings):
    keyring()  # a trial's, made now
    settings.DOUDI = dataclasses.replace(settings.DOUDI, mode="production")


def log_in(client, password=PASSWORD, username="chen", **extra):
    return client.post(LOGIN, {"login": username, "password": password, **extra})


def actions():
    from django.db import connection

    with connection.cursor() as cursor:  # row security hides the trail from nobody in particular
        cursor.execute("SELECT set_config('doudi.area_to', '~', true)")
    found = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('doudi.area_to', '', true)")
    return [a.removeprefix("foundation.account.") for a in found if ".account." in a]


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_logging_in_leads_to_the_desk_and_is_in_the_trail(db, client):
    make_posting(account := make_account(password=PASSWORD))
    assert log_in(client).url == DESK
    account.refresh_from_db()
    assert account.last_login is not None
    client.post("/desk/logout/")
    assert actions() == ["created", "logged_in", "logged_out"]
    assert client.get(CHOOSE).url.startswith(LOGIN)


def test_after_logging_in_one_comes_to_the_page_that_was_asked_for(db, client):
    make_account(password=PASSWORD)
    page = client.get(LOGIN, {"next": "/desk/me/"}).content.decode()
    assert 'value="/desk/me/"' in page
    assert log_in(client, next="/desk/me/").url == "/desk/me/"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(db, client, elsewhere):
    make_account(password=PASSWORD)
    assert log_in(client, next=elsewhere).url == DESK


@pytest.mark.parametrize("typed", ["", "wrong", "x" * 5000, "'; drop table", "\x00", "密码"])
def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(db, client, typed):
    make_account(password=PASSWORD)
    for username in ("chen", "nobody"):
        page = log_in(client, typed, username)
        assert page.status_code == 200
        assert "用户名或密码不对" in page.content.decode() or not typed or "\x00" in typed


def test_five_wrong_passwords_lock_the_account_and_nobody_else(db, client):
    make_account(password=PASSWORD)
    make_account("wang", "王敏", password=PASSWORD)
    for _ in range(4):
        assert log_in(client, "wrong").status_code == 200
    assert log_in(client, "wrong").status_code == 429
    locked = log_in(client)
    assert locked.status_code == 429
    assert "锁定" in locked.content.decode()
    assert log_in(client, username="wang").url == DESK
    assert actions().count("refused") >= 4


def test_a_disabled_account_does_not_get_in(db, client):
    make_account(password=PASSWORD, is_active=False)
    answer = log_in(client)
    assert answer.url == "/desk/login/inactive/"
    assert client.get(answer.url).status_code == 200
    assert client.get(CHOOSE).url.startswith(LOGIN)


def test_nobody_signs_up_and_no_password_is_mailed(client):
    for path in ("/desk/signup/", "/desk/password/reset/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def test_a_first_password_is_changed_before_anything_else(db, client):
    make_posting(account := make_account(password=PASSWORD, must_change_password=True))
    log_in(client)
    change = reverse("account_change_password")
    assert client.get(CHOOSE).url == change
    assert "初始密码" in client.get(change).content.decode()
    short = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post(change, short).status_code == 200
    new = "a new one for me"
    both = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(change, both).status_code == 302
    assert client.get(CHOOSE).status_code == 200
    account.refresh_from_db()
    assert not account.must_change_password
    assert "password_changed" in actions()


def test_in_production_a_second_factor_comes_before_any_page(db, client, production):
    make_posting(account := make_account(password=PASSWORD))
    log_in(client)
    activate = reverse("mfa_activate_totp")
    assert client.get(CHOOSE).url == activate
    confirm = client.get(activate)
    assert confirm.url.startswith("/desk/me/confirm/")
    client.get(confirm.url)
    client.post(confirm.url, {"password": PASSWORD, "next": activate})
    page = client.get(activate)
    assert 'src="data:image/svg+xml' in page.content.decode()
    secret = page.context["form"].secret
    assert client.post(activate, {"code": "abc"}).status_code == 200
    assert client.post(activate, {"code": code_of(secret)}).status_code == 302
    assert client.get(CHOOSE).status_code == 200
    stored = Authenticator.objects.get(user=account, type="totp").data["secret"]
    assert secret not in stored
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert shown.count("<code>") == 10
    assert "<code>" not in client.get(reverse("mfa_view_recovery_codes")).content.decode()


def test_with_a_second_factor_a_password_alone_does_not_log_in(db, client, production):
    make_posting(account := make_account(password=PASSWORD))
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    answer = log_in(client)
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(CHOOSE).url.startswith(LOGIN)
    assert "验证码" in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"code": "000000x"}).status_code == 200
    assert client.post(answer.url, {"code": code_of(secret)}).url == DESK
    assert client.get(CHOOSE).status_code == 200


def test_the_posting_is_chosen_where_there_are_several(db, client):
    account = make_account()
    first, second = make_posting(account), make_posting(account, "township_lead")
    over = make_posting(account, until=dt.date(2022, 1, 31))
    foreign = make_posting(make_account("wang", "王敏"))
    client.force_login(account)
    page = client.get(CHOOSE).content.decode()
    assert f'value="{first.pk}"' in page
    assert f'value="{over.pk}"' not in page
    assert client.post(CHOOSE, {"posting": second.pk}).url == DESK
    assert "乡镇负责人" in client.get("/desk/me/").content.decode()
    for wrong in (foreign.pk, over.pk, 0, "", "x", "９", "9" * 30, f"{first.pk} or 1"):
        assert client.post(CHOOSE, {"posting": wrong}).status_code == 404


def test_without_a_posting_a_page_says_whom_to_ask(db, client):
    client.force_login(make_account())
    assert "安全管理员" in client.get(CHOOSE).content.decode()
