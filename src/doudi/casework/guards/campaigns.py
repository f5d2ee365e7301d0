"""A case of a one-off campaign goes with its campaign."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Campaign
from doudi.units.text import Text


@guard("in_one_off_campaign")
def in_one_off_campaign(s: Situation) -> list[Text]:
    campaign = s.case.campaign
    if campaign is not None and campaign.kind == Campaign.Kind.one_off:
        return []
    return [Text("不在任何一次性发放的名单里", "it belongs to no one-off campaign")]


@guard("campaign_signed")
def campaign_signed(s: Situation) -> list[Text]:
    """Nobody of the list is paid before somebody else than its maker has signed the whole list."""
    campaign = s.case.campaign
    if campaign is not None and campaign.signed_at is not None:
        return []
    return [Text("这一批还没有审核", "the campaign is not signed yet")]
