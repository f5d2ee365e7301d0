"""The lines of a one-off payment that were left to a person: somebody registered as dead, a home of whose members nobody is listed."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Campaign, CampaignItem
from doudi.casework.services.campaigns import is_own
from doudi.casework.services.one_off_campaigns import PERSON, pay_line
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.units.text import refusal

State = CampaignItem.State


def settle_one_off_line(
    *, actor: Viewer, item: CampaignItem, is_paid: bool, reason: str, on: date
) -> CampaignItem:
    """Pay it as the others were, or leave it, with the reason. By who may sign and did not ask for the payment.

    Raises ProblemsError: the line waits for nobody; nothing is signed yet; the actor's own; no reason; a home without members.
    """
    permit(actor, "award.sign")
    rows = CampaignItem.objects.select_for_update(of=("self",))
    locked = in_scope(actor, rows).select_related("campaign__asked_by").get(pk=item.pk)
    campaign = locked.campaign
    if campaign.kind != Campaign.Kind.one_off or locked.state != State.for_a_person:
        raise refusal("这一条不用人工处理", "this line waits for nobody")
    if campaign.state != Campaign.State.done:
        raise refusal("这次发放还没有办完", "the payment is not done yet")
    if actor.is_system or is_own(actor, campaign):
        raise refusal("须由另一个人审核", "another person has to sign")
    if not reason.strip():
        raise refusal("请写明理由", "Say why", where="reason")
    if is_paid and campaign.about["per"] == PERSON and locked.person_id is None:
        raise refusal(
            "这一户没有登记成员，不知道发给谁。请先登记成员，另行发放",
            "Nobody is listed in this household: register its members first, and pay them apart",
            where="is_paid",
        )
    if is_paid:
        pay_line(campaign, locked)
    locked.state = State.done if is_paid else State.skipped
    locked.posting_id = actor.posting_id
    locked.about = {**locked.about, "reason": reason.strip()[:300]}
    locked.save()
    audit.record(
        actor,
        "casework.one_off.line_settled",
        object_type="campaign",
        object_id=campaign.pk,
        household_id=locked.household_id,
        area_code=locked.area_code,
        reason=locked.about["reason"],
        details={"paid": is_paid, "on": on.isoformat()},
    )
    return locked
