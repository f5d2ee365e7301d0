"""What every campaign shares: two people, a plan that is signed as it was shown, given up before and not after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from doudi.casework.models import Campaign
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import start_run
from doudi.foundation.rulebook import get_rulebook
from doudi.units.text import refusal

State = Campaign.State
ACTIONS = {
    "raise": "casework.raise",
    "review": "casework.review_campaign",
    "one_off": "casework.one_off",
}


def create_campaign(
    *,
    actor: Viewer,
    kind: str,
    title: str,
    basis: str,
    programmes: Iterable[str],
    on: date,
    **more: Any,
) -> Campaign:
    """Being planned. Raises ProblemsError: no title, no document; no programme, or one that the rulebook has not."""
    permit(actor, "award.manage")
    wanted = list(dict.fromkeys(programmes))
    if not title.strip() or not basis.strip():
        raise refusal("请写明名称和依据的文件", "Give it a title, and the document it rests on")
    if not wanted:
        raise refusal("请选择项目", "Choose the programmes", where="programmes")
    for name in wanted:
        if name not in get_rulebook().programmes:
            raise refusal("没有这个项目", "There is no such programme", value=name)
    return Campaign.objects.create(
        area_code=actor.area_code,
        kind=kind,
        title=title.strip()[:100],
        basis=basis.strip()[:200],
        programmes=wanted,
        on=on,
        state=State.planning,
        asked_by_id=actor.posting_id,
        asked_at=get_now(),
        **more,
    )


def lock_for_signature(actor: Viewer, campaign: Campaign, kind: str, digest: str) -> Campaign:
    """The row, locked, if this actor may sign exactly this plan.

    Raises ProblemsError: not planned; another plan than the one seen; the same person.
    """
    permit(actor, "award.sign")
    locked = in_scope(actor, Campaign.objects.select_for_update(of=("self",))).get(pk=campaign.pk)
    if locked.state != State.planned or locked.kind != kind:
        raise refusal("现在不能审核", "it cannot be signed now")
    if locked.plan_digest != digest:
        raise refusal(
            "测算结果已经变了，请重新看过再审核", "the plan has changed: look at it again"
        )
    if actor.is_system or is_own(actor, locked):
        raise refusal("须由另一个人审核", "another person has to sign")
    return locked


def is_own(actor: Viewer, campaign: Campaign) -> bool:
    """The same posting, or the same person in another one."""
    asked = campaign.asked_by
    return asked is not None and actor.account_id in (None, asked.account_id)


def drop_campaign(*, actor: Viewer, campaign: Campaign, on: date, reason: str) -> Campaign:
    """Given up before it was signed. Raises ProblemsError: signed already; no reason."""
    permit(actor, "award.manage")
    locked = in_scope(actor, Campaign.objects.select_for_update(of=("self",))).get(pk=campaign.pk)
    if locked.state not in (State.draft, State.planning, State.planned):
        raise refusal("已经审核，不能放弃", "it is signed: it cannot be given up")
    if not reason.strip():
        raise refusal("请写明理由", "Say why", where="reason")
    locked.state = State.dropped
    locked.save()
    record(actor, "dropped", locked, reason=reason.strip()[:500])
    return locked


def digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def record(actor: Viewer, what: str, campaign: Campaign, reason: str = "", **details: Any) -> None:
    audit.record(
        actor,
        f"{ACTIONS[campaign.kind]}.{what}",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
        reason=reason,
        details={"title": campaign.title, **details},
    )


def apply_signed(
    *, actor: Viewer, campaign: Campaign, items: list[int], job: str, at_once: int, digest: str
) -> Campaign:
    """What was signed begins, as a run over these lines, so many at once. `campaign`: as `lock_for_signature` gave it."""
    chunks = [items[i : i + at_once] for i in range(0, len(items), at_once)]
    campaign.state, campaign.signed_by_id = State.applying, actor.posting_id
    campaign.signed_at = get_now()
    campaign.apply_run = start_run(
        actor=actor,
        kind=job,
        params={"campaign": campaign.pk},
        items=[{"from": c[0], "to": c[-1], "count": len(c)} for c in chunks],
    )
    campaign.save()
    record(actor, "signed", campaign, digest=digest)
    return campaign
