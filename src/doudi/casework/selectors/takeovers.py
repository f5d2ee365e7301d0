"""Lists that were taken over, and their rows."""

from __future__ import annotations

from django.db.models import QuerySet

from doudi.casework.models import Award, Takeover, TakeoverRow
from doudi.foundation.access import Viewer, in_scope


def list_takeovers(viewer: Viewer) -> QuerySet[Takeover]:
    rows = in_scope(viewer, Takeover.objects.all())
    return rows.select_related("document", "uploaded_by__account")


def get_takeover(viewer: Viewer, takeover_id: int) -> Takeover | None:
    found = list_takeovers(viewer).filter(pk=takeover_id)
    return found.select_related("document", "check_run", "apply_run", "faults").first()


def list_takeover_rows(viewer: Viewer, takeover: Takeover) -> QuerySet[TakeoverRow]:
    """What waits for a person comes first, then in the order of the file."""
    rows = in_scope(viewer, TakeoverRow.objects.filter(takeover=takeover))
    return rows.select_related("person")


def get_takeover_row(viewer: Viewer, row_id: int) -> TakeoverRow | None:
    rows = in_scope(viewer, TakeoverRow.objects.filter(pk=row_id))
    return rows.select_related("takeover", "person", "household").first()


def award_of_row(viewer: Viewer, row: TakeoverRow) -> Award | None:
    """The award that was taken over by it."""
    return in_scope(viewer, Award.objects.filter(taken_over=row)).first()
