"""Accounts of staff. Passwords that somebody else has seen must be changed at the first login."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date

from axes.utils import reset as unlock
from django.db import IntegrityError, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.models import Account
from doudi.units.area import parse_area
from doudi.units.text import plain, refusal

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,29}")
# Without letters and figures that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The account, and its first password: shown once, kept nowhere."""

    account: Account
    password: str


@transaction.atomic
def create_account(
    *,
    actor: Viewer,
    username: str,
    full_name: str,
    area_code: str,
    on: date,
    password: str | None = None,
) -> NewAccount:
    """A new account that may log in and nothing else: postings come from another administrator.

    `password`: for a trial's printed logins; then it stays. Without it one is made and must be changed.
    Raises ProblemsError: a name that cannot be used or is taken, an area outside the actor's.
    """
    permit(actor, "account.manage")
    account = Account(
        username=_checked_username(username),
        full_name=_checked_name(full_name),
        area_code=_checked_area(actor, area_code),
        must_change_password=password is None,
    )
    secret = password or make_password()
    account.set_password(secret)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise _taken(username) from None
    _record(actor, "created", account, username=account.username)
    return NewAccount(account, secret)


@transaction.atomic
def change_account(
    *, actor: Viewer, account: Account, full_name: str, is_active: bool, on: date
) -> Account:
    """Another name, disabled or enabled. Nobody disables himself."""
    permit(actor, "account.manage")
    if not is_active:
        _not_own(actor, account)
    before = {"full_name": account.full_name, "is_active": account.is_active}
    account.full_name, account.is_active = _checked_name(full_name), is_active
    account.save(update_fields=["full_name", "is_active"])
    after = {"full_name": account.full_name, "is_active": account.is_active}
    _record(actor, "changed", account, before=before, after=after)
    return account


@transaction.atomic
def reset_password(*, actor: Viewer, account: Account, on: date) -> str:
    """A new first password, shown once; the account is unlocked. One's own is changed on one's own page."""
    permit(actor, "account.manage")
    _not_own(actor, account)
    secret = make_password()
    account.set_password(secret)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    unlock(username=account.username)
    _record(actor, "password_reset", account)
    return secret


@transaction.atomic
def remove_second_factor(*, actor: Viewer, account: Account, reason: str, on: date) -> None:
    """For somebody who lost the telephone. In production they set up a new one before they work again."""
    permit(actor, "account.manage")
    _not_own(actor, account)
    if not reason.strip():
        raise refusal("请写明理由", "Give the reason")
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=account).delete()
    _record(actor, "factor_removed", account, reason=reason.strip())


def make_password() -> str:
    """79 bits, in four groups that can be read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _record(
    actor: Viewer, verb: str, account: Account, reason: str = "", **details: object
) -> None:
    audit.record(
        actor,
        f"foundation.account.{verb}",
        object_type="account",
        object_id=account.pk,
        area_code=account.area_code,
        reason=reason,
        details=details,
    )


def _not_own(actor: Viewer, account: Account) -> None:
    if actor.account_id == account.pk:
        raise refusal(
            "不能这样处理自己的账号，请另一位系统管理员办理",
            "Not for your own account: ask another system administrator",
        )


def _checked_username(text: str) -> str:
    name = plain(text)
    if not USERNAME.fullmatch(name):
        raise refusal(
            "用户名应为 2 到 30 个小写英文字母、数字或 . _ -，以字母开头",
            "A user name is 2 to 30 lower-case letters, digits or . _ - and begins with a letter",
            value=text,
        )
    if Account.objects.filter(username__iexact=name).exists():
        raise _taken(name)
    return name


def _taken(name: str) -> Exception:
    return refusal("这个用户名已经有人用了", "This user name is taken", value=name)


def _checked_name(text: str) -> str:
    name = plain(text)
    if not name or len(name) > 100 or any(not c.isprintable() for c in name):
        raise refusal(
            "姓名应为 1 到 100 个字", "A name has between 1 and 100 characters", value=text
        )
    return name


def _checked_area(actor: Viewer, code: str) -> str:
    area = parse_area(code)
    if not actor.sees(area):
        raise refusal("这个地方不在您的辖区内", "This place is outside your area", value=code)
    return area
