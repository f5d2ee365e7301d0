"""Reading pairs of files that may be of one person. Both must lie in the viewer's area."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Run
from doudi.registry.models import DuplicatePair, Import, Person

SEARCH = "registry.duplicates.search"
COMPARE = "registry.duplicates.compare"


def pairs_within(viewer: Viewer) -> QuerySet[DuplicatePair]:
    """All pairs of two people of the viewer's area, reviewed ones too."""
    return in_scope(viewer, DuplicatePair.objects.all()).filter(
        other_area_code__gte=viewer.area_from, other_area_code__lt=viewer.area_to
    )


def list_pairs(viewer: Viewer) -> QuerySet[DuplicatePair]:
    """With both people, the likeliest first. A pair of which one file was merged meanwhile is left out while it is open."""
    rows = pairs_within(viewer).select_related("first", "second", "reviewed_by__account")
    merged = Q(first__state=Person.State.merged) | Q(second__state=Person.State.merged)
    stale = Q(state=DuplicatePair.State.open) & merged
    return rows.exclude(stale).order_by("-per_mille", "pk")


def count_open_pairs(viewer: Viewer) -> int:
    return list_pairs(viewer).filter(state=DuplicatePair.State.open).count()


def get_pair(viewer: Viewer, pair_id: int) -> DuplicatePair | None:
    return list_pairs(viewer).filter(pk=pair_id).first()


def get_last_search(viewer: Viewer) -> Run | None:
    """Of the viewer's own area, done or going on."""
    return Run.objects.filter(kind=SEARCH, area_code=viewer.area_code).order_by("-pk").first()


def since_when_pairs_wait(viewer: Viewer) -> datetime | None:
    """When the search began that found the first of the open pairs."""
    rows = pairs_within(viewer).filter(state=DuplicatePair.State.open)
    found: datetime | None = rows.aggregate(since=Min("found_by__created_at"))["since"]
    return found


class RowMatch(NamedTuple):
    """A row of an uploaded ledger that may be somebody in the register already, under another number or none."""

    row: int
    person: Person
    per_mille: int
    reasons: list[str]


def get_last_comparison(viewer: Viewer, record: Import) -> Run | None:
    """Of this ledger with the register, done or going on."""
    rows = Run.objects.filter(kind=COMPARE, area_code=record.area_code, params__record=record.pk)
    return rows.order_by("-pk").first()


def list_row_matches(viewer: Viewer, run: Run) -> list[RowMatch]:
    """What a comparison found, the likeliest first; people who have left the viewer's area are left out."""
    found = [match for item in run.items.all() for match in item.result.get("matches", [])]
    rows = in_scope(viewer, Person.objects.filter(pk__in=[person for _, person, *_ in found]))
    persons = {person.pk: person for person in rows}
    return [
        RowMatch(row, persons[person], per_mille, reasons)
        for row, person, per_mille, reasons in found
        if person in persons
    ]
