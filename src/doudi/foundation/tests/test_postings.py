"""Accounts, postings, cover, handover, tokens: who may give what to whom."""

import datetime as dt

import pytest
from django.db import DatabaseError

from doudi.foundation.access import NotPermitted, acting, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent, Posting
from doudi.foundation.services import accounts, postings, tokens
from doudi.foundation.services.postings import (
    cover_posting,
    end_posting,
    grant_posting,
    hand_over,
    register_handover,
)
from doudi.foundation.tests.staff import COUNTY, TOWNSHIP, VILLAGE, make_account, make_posting
from doudi.units.text import ProblemsError

TODAY = dt.date(2022, 6, 15)
NEXT_WEEK = TODAY + dt.timedelta(days=7)


@pytest.fixture
def security(db):
    viewer = viewer_of(make_posting(make_account("sec", "周安"), "security_admin", COUNTY))
    with acting(viewer):
        yield viewer


@pytest.fixture
def system_admin(db):
    viewer = viewer_of(make_posting(make_account("sys", "孙系"), "system_admin", COUNTY))
    with acting(viewer):
        yield viewer


def grant(actor, account, role="township_clerk", area=TOWNSHIP, **options):
    given = {"valid_from": TODAY, "valid_to": None, "reason": "安民发〔2022〕3号", "on": TODAY}
    return grant_posting(actor=actor, account=account, role=role, area_code=area, **given | options)


def last_action():
    return AuditEvent.objects.order_by("-id").values_list("action", flat=True)[0]


def test_a_posting_is_given_and_in_the_trail(security):
    posting = grant(security, make_account())
    assert posting.granted_by_id == security.account_id
    assert last_action() == "foundation.posting.granted"


@pytest.mark.parametrize("role", [r for r in Role if "posting.manage" not in r.permissions])
def test_only_the_security_administrator_gives_postings(db, role):
    viewer = viewer_of(make_posting(make_account("boss", "领导"), role, COUNTY))
    target = make_account()
    with acting(viewer), pytest.raises(NotPermitted):
        grant(viewer, target)


def test_nobody_gives_himself_a_posting_nor_ends_or_hands_over_his_own(security):
    own = Posting.objects.get(pk=security.posting_id)
    with pytest.raises(ProblemsError, match="another security administrator"):
        grant(security, own.account)
    with pytest.raises(ProblemsError, match="another security administrator"):
        end_posting(actor=security, posting=own, last_day=TODAY, reason="x", on=TODAY)
    with pytest.raises(ProblemsError, match="another security administrator"):
        hand_over(actor=security, posting=own, to=make_account("li", "李芳"), on=TODAY, reason="x")
    clerk = make_posting(make_account())
    with pytest.raises(ProblemsError, match="another security administrator"):
        cover_posting(actor=security, posting=clerk, by=own.account, valid_from=TODAY, valid_to=TODAY, reason="x", on=TODAY)  # fmt: skip


@pytest.mark.parametrize("held", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize(
    "wanted", ["system_admin", "security_admin", "audit_admin", "county_officer"]
)
def test_an_administrator_is_nothing_else_at_the_same_time(security, held, wanted):
    account = make_account()
    make_posting(account, held, COUNTY)
    with pytest.raises(ProblemsError, match=r"administrators are different people|already holds"):
        grant(security, account, wanted, COUNTY)
    with pytest.raises(ProblemsError, match="administrators are different people"):
        grant(security, clerk := make_account("li", "李芳"), "county_officer", COUNTY) and grant(security, clerk, held, COUNTY)  # fmt: skip


def test_after_the_last_day_somebody_may_become_another_administrator(security):
    account = make_account()
    make_posting(account, "audit_admin", COUNTY, until=TODAY - dt.timedelta(days=1))
    assert grant(security, account, "system_admin", COUNTY).pk


def test_the_database_refuses_two_administrators_in_one_person_too(security):
    account = make_account()
    make_posting(account, "audit_admin", COUNTY)
    with pytest.raises(DatabaseError, match="one_administrator"):
        make_posting(account, "system_admin", COUNTY)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"role": "king"}, "no such posting"),
        ({"area": "900102000000"}, "outside your area"),
        ({"area": "x"}, "only digits"),
        ({"area": ""}, "only digits"),
        ({"valid_to": TODAY - dt.timedelta(days=1)}, "before the first"),
        ({"reason": " "}, "ground"),
    ],
)
def test_a_posting_that_makes_no_sense_is_refused(security, wrong, words):
    with pytest.raises(ProblemsError, match=words):
        grant(security, make_account(), **wrong)
    assert Posting.objects.count() == 1


def test_the_same_posting_is_not_given_twice_and_a_disabled_account_gets_none(security):
    account = make_account()
    grant(security, account)
    with pytest.raises(ProblemsError, match="already holds"):
        grant(security, account)
    with pytest.raises(ProblemsError, match="disabled"):
        grant(security, make_account("gone", "已走", is_active=False))


def test_leave_is_covered_within_the_posting_and_ends_with_it(security):
    clerk, stand_in = make_posting(make_account()), make_account("li", "李芳")
    ask = {"actor": security, "posting": clerk, "reason": "年休假", "on": TODAY}
    cover = cover_posting(by=stand_in, valid_from=TODAY, valid_to=NEXT_WEEK, **ask)
    assert (cover.role, cover.area_code, cover.covers_id) == (clerk.role, TOWNSHIP, clerk.pk)
    assert viewer_of(cover).covers_posting_id == clerk.pk
    with pytest.raises(ProblemsError, match="not covered again"):
        cover_posting(
            **ask | {"posting": cover}, by=clerk.account, valid_from=TODAY, valid_to=TODAY
        )
    with pytest.raises(ProblemsError, match="his own posting"):
        cover_posting(by=clerk.account, valid_from=TODAY, valid_to=TODAY, **ask)
    with pytest.raises(ProblemsError, match="within the days"):
        cover_posting(by=make_account("wu", "吴勇"), valid_from=dt.date(2021, 1, 1), valid_to=TODAY, **ask)  # fmt: skip
    end_posting(actor=security, posting=clerk, last_day=TODAY, reason="调离", on=TODAY)
    cover.refresh_from_db()
    assert cover.valid_to == TODAY


def test_a_handover_ends_one_posting_begins_another_and_moves_open_work(security, monkeypatch):
    moved = []
    monkeypatch.setattr(postings, "_handovers", {})
    register_handover(lambda actor, old, new, on: moved.append((old.pk, new.pk)) or 3)
    old, successor = make_posting(make_account()), make_account("li", "李芳")
    new = hand_over(actor=security, posting=old, to=successor, on=TODAY, reason="轮岗")
    old.refresh_from_db()
    assert moved == [(old.pk, new.pk)]
    assert (old.valid_to, new.valid_from) == (TODAY, TODAY)
    assert (new.role, new.area_code, new.account_id) == (old.role, old.area_code, successor.pk)
    assert 3 in AuditEvent.objects.order_by("-id")[0].details["moved"].values()


def test_an_account_is_made_with_a_password_that_must_be_changed(system_admin):
    new = accounts.create_account(actor=system_admin, username="zhao.min", full_name="赵敏", area_code=TOWNSHIP, on=TODAY)  # fmt: skip
    assert new.account.must_change_password
    assert new.account.check_password(new.password)
    again = accounts.reset_password(actor=system_admin, account=new.account, on=TODAY)
    assert again != new.password
    trail = list(AuditEvent.objects.values_list("details", flat=True))
    assert new.password not in str(trail)
    assert again not in str(trail)


@pytest.mark.parametrize(
    "name", ["", "a", "Zhao", "赵敏", "a b", "a" * 31, "root;", "9lives", "a\n", "chen"]
)
def test_a_user_name_that_cannot_be_used_is_refused(system_admin, name):
    make_account("chen")
    with pytest.raises(ProblemsError):
        accounts.create_account(actor=system_admin, username=name, full_name="赵敏", area_code=TOWNSHIP, on=TODAY)  # fmt: skip


@pytest.mark.parametrize("area", ["", "90", "900102000000", "县里"])
def test_an_account_belongs_to_the_administrators_area(system_admin, area):
    with pytest.raises(ProblemsError):
        accounts.create_account(actor=system_admin, username="zhao", full_name="赵敏", area_code=area, on=TODAY)  # fmt: skip


def test_an_administrator_does_not_lock_himself_out(system_admin):
    own = Posting.objects.get(pk=system_admin.posting_id).account
    for act in (
        lambda: accounts.change_account(
            actor=system_admin, account=own, full_name="x", is_active=False, on=TODAY
        ),
        lambda: accounts.reset_password(actor=system_admin, account=own, on=TODAY),
        lambda: accounts.remove_second_factor(
            actor=system_admin, account=own, reason="x", on=TODAY
        ),
    ):
        with pytest.raises(ProblemsError, match="another system administrator"):
            act()


def test_a_token_stands_for_a_posting_until_it_ends(security):
    clerk = make_posting(make_account(), area=VILLAGE)
    ask = {"actor": security, "posting": clerk, "label": "县数据平台", "on": TODAY}
    new = tokens.issue_token(expires_on=NEXT_WEEK, **ask)
    assert tokens.open_with_token(new.secret, on=TODAY) == viewer_of(clerk)
    assert tokens.open_with_token(new.secret, on=NEXT_WEEK) is not None
    assert tokens.open_with_token(new.secret, on=NEXT_WEEK + dt.timedelta(days=1)) is None
    for wrong in ("", "doudi_", new.secret[:-1], new.secret + "x", "密"):
        assert tokens.open_with_token(wrong, on=TODAY) is None
    tokens.revoke_token(actor=security, token=new.token, on=TODAY)
    assert tokens.open_with_token(new.secret, on=TODAY) is None
    second = tokens.issue_token(expires_on=NEXT_WEEK, **ask)
    end_posting(actor=security, posting=clerk, last_day=TODAY, reason="调离", on=TODAY)
    assert tokens.open_with_token(second.secret, on=TODAY + dt.timedelta(days=1)) is None


def test_no_token_for_oneself_for_an_administrator_or_for_ever(security):
    own = Posting.objects.get(pk=security.posting_id)
    admin = make_posting(make_account("sys", "孙系"), "system_admin", COUNTY)
    clerk = make_posting(make_account())
    over = make_posting(make_account("gone", "已走"), until=dt.date(2022, 2, 1))
    issue = {"actor": security, "label": "x", "on": TODAY}
    for posting in (own, admin, over):
        with pytest.raises(ProblemsError):
            tokens.issue_token(posting=posting, expires_on=NEXT_WEEK, **issue)
    for wrong in ({"expires_on": TODAY - dt.timedelta(days=1)}, {"expires_on": TODAY.replace(year=2024)}, {"expires_on": TODAY, "label": " "}):  # fmt: skip
        with pytest.raises(ProblemsError):
            tokens.issue_token(**issue | {"posting": clerk} | wrong)
