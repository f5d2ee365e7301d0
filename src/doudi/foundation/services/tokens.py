"""API tokens: a program acts under one posting until a day. Only a digest is kept; the token itself is shown once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, permit, viewer_of
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.domain.separation import ADMINISTRATORS
from doudi.foundation.models import ApiToken, Posting
from doudi.units.text import refusal

PREFIX = "doudi_"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewToken:
    """The row, and the token: shown once, kept nowhere."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue_token(
    *, actor: Viewer, posting: Posting, label: str, expires_on: date, on: date
) -> NewToken:
    """Raises ProblemsError: one's own posting, an administrator's, one not in force, longer than a year, no purpose."""
    permit(actor, "token.manage")
    if posting.account_id == actor.account_id:
        raise refusal("不能给自己的岗位发凭证", "Not for your own posting")
    if Role(posting.role) in ADMINISTRATORS:
        raise refusal("管理员岗位不发接口凭证", "Administrators have no tokens")
    if posting.valid_from > on or (posting.valid_to and posting.valid_to < on):
        raise refusal("这个岗位不在任期内", "This posting is not in force")
    if not on <= expires_on <= on + LONGEST:
        raise refusal("有效期从今天起，最长一年", "It lasts from today for a year at most")
    if not label.strip():
        raise refusal("请写明用途", "Say what it is for")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        posting=posting,
        label=label.strip()[:100],
        digest=_digest(secret),
        expires_on=expires_on,
        created_by_id=actor.account_id,
        created_at=get_now(),
    )
    _record(actor, "issued", token)
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, actor: Viewer, token: ApiToken, on: date) -> None:
    """It is refused from the next request on. A second time changes nothing."""
    permit(actor, "token.manage")
    if token.revoked_on is None:
        token.revoked_on = on
        token.save(update_fields=["revoked_on"])
        _record(actor, "revoked", token)


def open_with_token(secret: str, *, on: date) -> Viewer | None:
    """Whom a token stands for today. None: unknown, expired, revoked, posting over, account disabled."""
    token = (
        ApiToken.objects.select_related("posting__account").filter(digest=_digest(secret)).first()
    )
    if token is None or token.revoked_on is not None or token.expires_on < on:
        return None
    posting = token.posting
    if posting.valid_from > on or (posting.valid_to is not None and posting.valid_to < on):
        return None
    if not posting.account.is_active:
        return None
    viewer = viewer_of(posting)
    _note_use(viewer, token)
    return viewer


def _note_use(viewer: Viewer, token: ApiToken) -> None:
    """Once a day: each request leaves its own words in the trail where it reads something sensitive."""
    now = get_now()
    if (
        token.last_used_at is not None
        and token.last_used_at.astimezone(now.tzinfo).date() == now.date()
    ):
        return
    with acting(viewer):
        token.last_used_at = now
        token.save(update_fields=["last_used_at"])
        _record(viewer, "used", token)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _record(actor: Viewer, verb: str, token: ApiToken) -> None:
    audit.record(
        actor,
        f"foundation.token.{verb}",
        object_type="token",
        object_id=token.pk,
        area_code=token.posting.area_code,
        details={"posting": token.posting_id, "label": token.label},
    )
