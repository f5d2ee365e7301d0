"""The doors to campaigns. Who plans, who signs and who supervises may look; nobody else."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Campaign, CampaignItem
from doudi.casework.selectors.campaigns import get_campaign, get_item
from doudi.foundation.access import Viewer, permit

LOOKERS = ("award.manage", "award.sign", "case.supervise")


def permit_to_look(viewer: Viewer) -> None:
    if not any(viewer.may(p) for p in LOOKERS):
        permit(viewer, LOOKERS[0])


def access_campaign_for_view(viewer: Viewer, campaign_id: int) -> Campaign:
    permit_to_look(viewer)
    return there(get_campaign(viewer, campaign_id))


def access_campaign_for_signature(viewer: Viewer, campaign_id: int) -> Campaign:
    permit(viewer, "award.sign")
    return there(get_campaign(viewer, campaign_id))


def access_campaign_for_planning(viewer: Viewer, campaign_id: int) -> Campaign:
    permit(viewer, "award.manage")
    return there(get_campaign(viewer, campaign_id))


def access_item_for_settling(viewer: Viewer, item_id: int) -> CampaignItem:
    permit(viewer, "award.sign")
    return there(get_item(viewer, item_id))


def access_item_for_review(viewer: Viewer, item_id: int) -> CampaignItem:
    permit(viewer, "case.work")
    return there(get_item(viewer, item_id))
