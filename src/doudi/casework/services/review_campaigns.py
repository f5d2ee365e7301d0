"""This year's review of all (集中复核): one review case for each standing award. Opening them takes nothing from anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doudi.casework.models import Award, Campaign, CampaignItem, Case
from doudi.casework.services.campaigns import (
    State,
    create_campaign,
    digest_of,
    lock_for_signature,
    record,
)
from doudi.casework.services.reviews import REVIEW, open_review
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import start_run
from doudi.foundation.models import Run, RunItem
from doudi.units.area import AreaLevel, at_level
from doudi.units.text import refusal

OPEN = "casework.review_campaign.open"
GROUND = "campaign"
AT_ONCE = (
    50  # cases that one item of the run opens: some seconds of work, lost at most when it is killed
)


def start_review_campaign(
    *,
    actor: Viewer,
    title: str,
    basis: str,
    programmes: Iterable[str],
    due_on: date,
    on: date,
) -> Campaign:
    """Plan to look at every standing award of the programmes again by a day. Another person signs.

    Raises ProblemsError: no title, no document, no programme; due before it begins; nobody has such an award.
    """
    permit(actor, "award.manage")
    if due_on <= on:
        raise refusal("完成期限要晚于今天", "it is due after today", where="due_on", value=due_on)
    campaign = create_campaign(
        actor=actor,
        kind=Campaign.Kind.review,
        title=title,
        basis=basis,
        programmes=programmes,
        on=on,
        due_on=due_on,
    )
    awards = list(
        _standing(actor, campaign).values_list(
            "pk", "household_id", "person_id", "programme", "amount_fen", "area_code"
        )
    )
    if not awards:
        raise refusal("这些项目没有在享的待遇", "nobody has an award of these programmes")
    CampaignItem.objects.bulk_create(
        [
            CampaignItem(
                area_code=area,
                campaign=campaign,
                household_id=household,
                person_id=person,
                award_id=pk,
                programme=programme,
                before_fen=amount,
                change="review",
            )
            for pk, household, person, programme, amount, area in awards
        ],
        batch_size=2_000,
    )
    campaign.plan = _totals(awards)
    campaign.plan_digest = digest_of(str(award[0]) for award in awards)
    campaign.state = State.planned
    campaign.save()
    record(actor, "asked", campaign, awards=len(awards))
    return campaign


def _standing(viewer: Viewer, campaign: Campaign) -> QuerySet[Award]:
    rows = Award.objects.filter(programme__in=campaign.programmes).exclude(period="once")
    rows = rows.exclude(state=Award.State.ended)
    return in_scope(viewer, rows).order_by("area_code", "pk")


def _totals(awards: list[tuple[Any, ...]]) -> dict[str, Any]:
    programmes = Counter(a[3] for a in awards)
    towns = Counter(at_level(a[5], AreaLevel.township) or a[5] for a in awards)
    return {
        "awards": len(awards),
        "households": len({a[1] for a in awards}),
        "before_fen": sum(a[4] or 0 for a in awards),
        "programmes": dict(programmes),
        "townships": {code: towns[code] for code in sorted(towns)},
    }


def sign_review_campaign(*, actor: Viewer, campaign: Campaign, digest: str, on: date) -> Campaign:
    """A second person agrees; the cases are opened as a run. Raises ProblemsError: as `lock_for_signature`."""
    locked = lock_for_signature(actor, campaign, Campaign.Kind.review, digest)
    items = CampaignItem.objects.filter(campaign=locked)
    ids = list(in_scope(actor, items).order_by("pk").values_list("pk", flat=True))
    chunks = [ids[i : i + AT_ONCE] for i in range(0, len(ids), AT_ONCE)]
    locked.state, locked.signed_by_id = State.applying, actor.posting_id
    locked.signed_at = get_now()
    locked.apply_run = start_run(
        actor=actor,
        kind=OPEN,
        params={"campaign": locked.pk, "on": on.isoformat()},
        items=[{"from": c[0], "to": c[-1], "count": len(c)} for c in chunks],
    )
    locked.save()
    record(actor, "signed", locked, digest=digest)
    return locked


def perform_opening(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """One chunk: a review case for each award that still stands and is not under review already. Opened by Doudi for the two who signed."""
    campaign = Campaign.objects.get(pk=run.params["campaign"])
    on = date.fromisoformat(run.params["on"])
    rows = CampaignItem.objects.filter(
        campaign=campaign,
        pk__gte=item.payload["from"],
        pk__lte=item.payload["to"],
        state=CampaignItem.State.planned,
    )
    lines = list(in_scope(viewer, rows).select_related("award").order_by("pk"))
    busy = set(
        Case.objects.filter(
            award__in=[line.award_id for line in lines], procedure=REVIEW, is_open=True
        ).values_list("award_id", flat=True)
    )
    opened = 0
    with acting(system("campaign", area_code=campaign.area_code)) as opener:
        for line in lines:
            award = line.award
            if award is None or award.pk in busy or award.state == Award.State.ended:
                line.state = CampaignItem.State.skipped
                line.about = {"why": "under_review" if line.award_id in busy else "ended"}
            else:
                case = open_review(
                    actor=opener, award=award, ground=GROUND, on=on, campaign=campaign
                )
                line.state, line.about = CampaignItem.State.done, {"case": case.pk}
                opened += 1
            line.save()
    audit.record(
        viewer,
        "casework.review_campaign.opened",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
        details={"opened": opened, "left_out": len(lines) - opened},
        items=(str(line.about.get("case", "")).encode() for line in lines),
    )
    return {"opened": opened, "left_out": len(lines) - opened}


def finish_opening(run: Run, viewer: Viewer) -> None:
    campaign = Campaign.objects.select_for_update().get(pk=run.params["campaign"])
    campaign.state = State.running
    campaign.save()
    record(viewer, "running", campaign)


def close_review_campaign(*, actor: Viewer, campaign: Campaign, on: date) -> Campaign:
    """Every case of it has come to its end. Raises ProblemsError: some are open."""
    permit(actor, "award.manage")
    locked = in_scope(actor, Campaign.objects.select_for_update(of=("self",))).get(pk=campaign.pk)
    if locked.kind != Campaign.Kind.review or locked.state != State.running:
        raise refusal("现在不能办结", "it cannot be finished now")
    left = in_scope(actor, Case.objects.filter(campaign=locked, is_open=True)).count()
    if left:
        raise refusal(f"还有 {left} 件没有办结", f"{left} cases are open", value=left)
    locked.state = State.done
    locked.save()
    record(actor, "finished", locked)
    return locked
