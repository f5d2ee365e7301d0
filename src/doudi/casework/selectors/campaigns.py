"""Campaigns, their lists, and how far a review of all has come."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from doudi.casework.models import Award, Campaign, CampaignItem, Case
from doudi.casework.services.reviews import REVIEW
from doudi.foundation.access import Viewer, in_scope
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month

SHOWN = ("raise", "review", "one_off")
#: What a case of a review is counted as while it is open, by its state.
STAGES = {
    "due": "to_do",
    "investigating": "looked_into",
    "opined": "looked_into",
    "hearing": "heard",
    "filed": "filed",
}
COLUMNS = ("to_do", "looked_into", "heard", "filed", "kept", "raised", "reduced", "stopped", "ended")  # fmt: skip


def list_campaigns(viewer: Viewer) -> QuerySet[Campaign]:
    """Newest first."""
    rows = in_scope(viewer, Campaign.objects.filter(kind__in=SHOWN))
    return rows.select_related("asked_by__account", "signed_by__account").order_by("-pk")


def get_campaign(viewer: Viewer, campaign_id: int) -> Campaign | None:
    rows = list_campaigns(viewer).select_related("plan_run", "apply_run")
    return rows.filter(pk=campaign_id).first()


def list_items(viewer: Viewer, campaign: Campaign) -> QuerySet[CampaignItem]:
    rows = in_scope(viewer, CampaignItem.objects.filter(campaign=campaign))
    return rows.select_related("household", "person")


def get_item(viewer: Viewer, item_id: int) -> CampaignItem | None:
    rows = in_scope(viewer, CampaignItem.objects.filter(pk=item_id))
    return rows.select_related("campaign", "award", "household", "person").first()


def count_left(viewer: Viewer, campaign: Campaign) -> int:
    """Lines that wait for a person."""
    rows = list_items(viewer, campaign).filter(state=CampaignItem.State.for_a_person)
    return rows.count()


@dataclass(slots=True)
class TownProgress:
    """One township: cases by where they stand, families that came in since, fen a month before and after of what is decided."""

    township: str
    counts: Counter[str]
    new: int = 0
    before_fen: int = 0
    after_fen: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(name, self.counts[name]) for name in COLUMNS]


def list_progress(viewer: Viewer, campaign: Campaign) -> list[TownProgress]:
    """By township, of the viewer's area."""
    towns: defaultdict[str, TownProgress] = defaultdict(lambda: TownProgress("", Counter()))
    cases = in_scope(viewer, Case.objects.filter(campaign=campaign)).values_list(
        "pk", "area_code", "state", "award_id", "award__amount_fen"
    )
    rows = list(cases)
    given = _given_again(viewer, campaign)
    for pk, area, state, _award, before in rows:
        town = _town(towns, area)
        stage = STAGES.get(state, state)
        after = before if state == "kept" else given.get(pk) if state == "changed" else 0
        if state == "changed":
            stage = "raised" if (after or 0) > (before or 0) else "reduced"
        town.counts[stage] += 1
        if state in ("kept", "changed", "stopped"):
            town.before_fen += before or 0
            town.after_fen += after or 0
    for area in _came_in(viewer, campaign):
        _town(towns, area).new += 1
    return [towns[code] for code in sorted(towns)]


def _town(towns: defaultdict[str, TownProgress], area: str) -> TownProgress:
    code = at_level(area, AreaLevel.township) or area
    towns[code].township = code
    return towns[code]


def _given_again(viewer: Viewer, campaign: Campaign) -> dict[int, int]:
    """Fen a month that the decisions of the campaign's cases gave, by case."""
    rows = in_scope(viewer, Award.objects.filter(given_by__case__campaign=campaign))
    found: Counter[int] = Counter()
    for case, amount in rows.values_list("given_by__case", "amount_fen"):
        found[case] += amount or 0
    return dict(found)


def _came_in(viewer: Viewer, campaign: Campaign) -> list[str]:
    """Places of the subjects whose first award of these programmes began after the base month: applications, not changes."""
    begin = Month.from_date(campaign.on).first_day
    rows = in_scope(viewer, Award.objects.filter(programme__in=campaign.programmes))
    rows = rows.exclude(period="once").exclude(given_by__case__procedure=REVIEW)
    firsts = rows.values("household_id", "person_id", "area_code").annotate(first=Min("from_month"))
    return [row["area_code"] for row in firsts if row["first"] > begin]
