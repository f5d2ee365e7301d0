"""By when everybody is to be seen next: planned again whenever a level, a visit or a figure of the place moves it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from doudi.care.domain.visits import visit_due
from doudi.care.models import CareFile
from doudi.care.selectors.visits import days_between_visits, levels_for_visits
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit

AT_ONCE = 5_000  # files read at a time


def plan_visits(actor: Viewer, files: Iterable[CareFile], on: date) -> int:
    """By when each is to be seen next, by their level and the place's figures in force. Returns how many moved.

    The caller records: planning follows from what was recorded.
    """
    wanted = [f for f in files if f.closed_on is None]
    levels = levels_for_visits(actor, wanted, on)
    figures: dict[tuple[str, str], int | None] = {}
    moved = []
    for file in wanted:
        key = levels.get(file.pk, ""), file.area_code
        if key not in figures:
            figures[key] = days_between_visits(*key, on)
        due = visit_due(file.seen_on, file.opened_on, figures[key])
        if due != file.visit_due:
            file.visit_due = due
            moved.append(file)
    CareFile.objects.bulk_update(moved, ["visit_due"], batch_size=500)
    return len(moved)


def plan_all_visits(*, actor: Viewer, on: date) -> int:
    """After the place has changed its figures, or somebody's level has moved. Returns how many moved."""
    permit(actor, "care.work")
    rows = in_scope(actor, CareFile.objects.filter(closed_on__isnull=True)).order_by("pk")
    rows = (
        rows.select_for_update()
    )  # a visit recorded meanwhile is not planned by what was before it
    moved, last = 0, 0
    while files := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        moved += plan_visits(actor, files, on)
        last = files[-1].pk
    if moved:
        audit.record(
            actor, "care.visits.planned", object_type="care_file", details={"files": moved}
        )
    return moved
