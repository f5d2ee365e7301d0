"""Single lines of a campaign: who read the list, and those that a person takes up."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Campaign, CampaignItem, Case
from doudi.casework.services.reviews import open_review
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.units.text import refusal

GROUND = "campaign"


def note_items_viewed(*, actor: Viewer, campaign: Campaign) -> None:
    """That the families behind the sums were looked at."""
    permit(actor, "case.view")
    audit.record(
        actor,
        "casework.campaign.viewed",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
    )


def review_campaign_item(*, actor: Viewer, item: CampaignItem, on: date) -> Case:
    """Open the review of a line that was left to a person. Its award goes on as it is until somebody decides.

    Raises ProblemsError: the line waits for nobody, or its campaign is not signed; as `open_review`.
    """
    permit(actor, "case.work")
    rows = CampaignItem.objects.select_for_update(of=("self",))
    locked = in_scope(actor, rows).select_related("campaign", "award").get(pk=item.pk)
    waits = locked.state == CampaignItem.State.for_a_person
    if not waits or locked.award is None or locked.campaign.kind != Campaign.Kind.raise_:
        raise refusal("这一条不用人工处理", "this line waits for nobody")
    if locked.campaign.state not in (Campaign.State.applying, Campaign.State.done):
        raise refusal("这次提标还没有审核", "the raise is not signed yet")
    case = open_review(
        actor=actor, award=locked.award, ground=GROUND, on=on, campaign=locked.campaign
    )
    locked.state, locked.about = CampaignItem.State.done, {**locked.about, "case": case.pk}
    locked.save()
    return case
