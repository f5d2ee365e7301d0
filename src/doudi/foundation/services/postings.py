"""Postings: given, ended, covered during leave, handed over. What was done under a posting stays under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.domain.roles import Role
from doudi.foundation.domain.separation import Term, find_conflicts
from doudi.foundation.models import Account, Posting
from doudi.units.area import parse_area
from doudi.units.text import ProblemsError, refusal

# Moves the open work of one posting to another, in the caller's transaction; says how many pieces.
Handover = Callable[[Viewer, Posting, Posting, date], int]
_handovers: dict[str, Handover] = {}


def register_handover(move: Handover) -> None:
    """Called once, from an app's `ready()`: `move(actor, old, new, on) -> int` gives the app's open work to the new posting."""
    _handovers[f"{move.__module__}.{move.__qualname__}"] = move


@transaction.atomic
def grant_posting(
    *,
    actor: Viewer,
    account: Account,
    role: str,
    area_code: str,
    valid_from: date,
    valid_to: date | None,
    reason: str,
    on: date,
) -> Posting:
    """A role in an area, from a day to a last day (None: until ended).

    Raises ProblemsError: to oneself, outside the actor's area, two administrators in one person, the same posting twice.
    """
    permit(actor, "posting.manage")
    posting = _add(actor, account, role, area_code, valid_from, valid_to, reason, covers=None)
    _record(actor, "granted", posting, reason, account=account.pk)
    return posting


@transaction.atomic
def end_posting(
    *, actor: Viewer, posting: Posting, last_day: date, reason: str, on: date
) -> Posting:
    """`last_day` is the last one, yesterday at the earliest. Whoever covers it stops with it, and so do its tokens."""
    permit(actor, "posting.manage")
    _not_own(actor, posting.account_id)
    posting = _locked(posting)
    _end(posting, last_day, reason, on)
    _record(actor, "ended", posting, reason, last_day=last_day.isoformat())
    return posting


@transaction.atomic
def cover_posting(
    *,
    actor: Viewer,
    posting: Posting,
    by: Account,
    valid_from: date,
    valid_to: date,
    reason: str,
    on: date,
) -> Posting:
    """Somebody stands in during leave: the same role and area under their own name, within the posting's days."""
    permit(actor, "posting.manage")
    posting = _locked(posting)
    if posting.covers_id is not None:
        raise refusal(
            "代理的岗位不能再由人代理", "A posting that covers another is not covered again"
        )
    if by.pk == posting.account_id:
        raise refusal("代理人不能是本人", "Nobody covers his own posting")
    if valid_from < posting.valid_from or (posting.valid_to and valid_to > posting.valid_to):
        raise refusal(
            "代理的日期要在原岗位的任期之内", "Cover lies within the days of the posting itself"
        )
    cover = _add(
        actor, by, posting.role, posting.area_code, valid_from, valid_to, reason, covers=posting
    )
    _record(actor, "covered", cover, reason, covers=posting.pk, account=by.pk)
    return cover


@transaction.atomic
def hand_over(
    *, actor: Viewer, posting: Posting, to: Account, on: date, reason: str = ""
) -> Posting:
    """A change of post: both hold it on the day itself, open work moves now, what was done stays with the one who did it."""
    permit(actor, "posting.manage")
    _not_own(actor, posting.account_id)
    posting = _locked(posting)
    if posting.covers_id is not None:
        raise refusal("代理的岗位不办理交接", "A posting that covers another is not handed over")
    if to.pk == posting.account_id:
        raise refusal("不能交接给本人", "Nobody hands over to himself")
    until = posting.valid_to
    new = _add(actor, to, posting.role, posting.area_code, on, until, reason, covers=None)
    _end(posting, on, reason, on)
    moved = {name: move(actor, posting, new, on) for name, move in _handovers.items()}
    _record(actor, "handed_over", posting, reason, to=new.pk, account=to.pk, moved=moved)
    return new


def _add(
    actor: Viewer,
    account: Account,
    role: str,
    area_code: str,
    first: date,
    last: date | None,
    reason: str,
    *,
    covers: Posting | None,
) -> Posting:
    _not_own(actor, account.pk)
    if role not in {known.value for known in Role}:
        raise refusal("没有这个岗位", "There is no such posting", value=role)
    area = parse_area(area_code)
    if not actor.sees(area):
        raise refusal("这个地方不在您的辖区内", "This place is outside your area", value=area_code)
    if last is not None and last < first:
        raise refusal("离任日期早于到任日期", "The last day lies before the first")
    if not reason.strip() and not actor.is_system:
        raise refusal("请写明依据（如任命文号）", "Give the ground (an appointment's number)")
    account = Account.objects.select_for_update().get(pk=account.pk)  # two grants at once wait
    if not account.is_active:
        raise refusal("这个账号已经停用", "This account is disabled")
    wanted = Term(Role(role), area, first, last)
    held = [
        Term(Role(p.role), p.area_code, p.valid_from, p.valid_to)
        for p in Posting.objects.filter(account=account)
    ]
    if problems := find_conflicts(wanted, held):
        raise ProblemsError(problems)
    return Posting.objects.create(
        account=account,
        role=role,
        area_code=area,
        valid_from=first,
        valid_to=last,
        covers=covers,
        granted_by_id=actor.account_id,
        reason=reason.strip(),
    )


def _end(posting: Posting, last_day: date, reason: str, on: date) -> None:
    if not reason.strip():
        raise refusal("请写明依据", "Give the ground")
    if last_day < posting.valid_from:
        raise refusal("离任日期早于到任日期", "The last day lies before the first")
    if last_day < on - timedelta(days=1):
        raise refusal(
            "离任日期最早是昨天：以前办的事是在任时办的",
            "Yesterday at the earliest: what was done before was done in office",
        )
    if posting.valid_to is not None and posting.valid_to < last_day:
        raise refusal("这个岗位更早就已结束", "This posting ended before that day")
    posting.valid_to = last_day
    posting.save(update_fields=["valid_to"])
    for cover in Posting.objects.filter(covers=posting, valid_to__gt=last_day):
        if cover.valid_from > on:
            cover.delete()
            continue
        cover.valid_to = max(last_day, cover.valid_from)
        cover.save(update_fields=["valid_to"])


def _locked(posting: Posting) -> Posting:
    return (
        Posting.objects.select_for_update(of=["self"]).select_related("account").get(pk=posting.pk)
    )


def _not_own(actor: Viewer, account_id: int) -> None:
    if actor.account_id == account_id:
        raise refusal(
            "自己的岗位要由另一位安全管理员办理",
            "Your own postings are another security administrator's business",
        )


def _record(actor: Viewer, verb: str, posting: Posting, reason: str, **details: object) -> None:
    audit.record(
        actor,
        f"foundation.posting.{verb}",
        object_type="posting",
        object_id=posting.pk,
        area_code=posting.area_code,
        reason=reason.strip(),
        details={"role": posting.role, **details},
    )
