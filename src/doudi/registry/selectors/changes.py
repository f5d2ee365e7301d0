"""Requests for changes: what waits, and what was decided."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import ChangeRequest


def list_changes(
    viewer: Viewer,
    *,
    state: str = "",
    kind: str = "",
    household_id: int | None = None,
    person_id: int | None = None,
) -> QuerySet[ChangeRequest]:
    """The latest first; what waits comes before what is decided. Empty filters mean all."""
    rows = in_scope(viewer, ChangeRequest.objects.all())
    given = {
        "state": state,
        "kind": kind,
        "household_id": household_id,
        "person_id": person_id,
    }
    rows = rows.filter(**{column: value for column, value in given.items() if value})
    related = ("household", "person", "asked_by__account", "decided_by__account")
    return rows.select_related(*related).order_by("-state", "-asked_at", "-pk")


def list_changes_to_decide(viewer: Viewer) -> QuerySet[ChangeRequest]:
    """Those that this viewer may decide: not their own. The oldest first."""
    waiting = in_scope(viewer, ChangeRequest.objects.filter(state=ChangeRequest.State.submitted))
    if not viewer.may("change.approve") or viewer.account_id is None:
        return waiting.none()
    rows = waiting.exclude(asked_by__account_id=viewer.account_id)
    return rows.select_related("household", "person", "asked_by__account").order_by(
        "asked_at", "pk"
    )


def is_on_own_desk(viewer: Viewer, change: ChangeRequest) -> bool:
    """Whether a request is the viewer's to take back: asked for, taken over, or of whom they cover."""
    if change.desk is None:
        return False
    return change.desk.account_id == viewer.account_id or change.desk_id == viewer.covers_posting_id


def list_own_changes(viewer: Viewer) -> QuerySet[ChangeRequest]:
    """What the viewer asked for, took over, or looks after for whom they cover, and waits for an answer."""
    waiting = in_scope(viewer, ChangeRequest.objects.filter(state=ChangeRequest.State.submitted))
    own = Q(desk__account_id=viewer.account_id)
    if viewer.covers_posting_id is not None:
        own |= Q(desk_id=viewer.covers_posting_id)
    rows = waiting.filter(own)
    return rows.select_related("household", "person").order_by("asked_at", "pk")


def find_undoable_merges(viewer: Viewer, person_id: int) -> QuerySet[ChangeRequest]:
    """Merges into this file that are still in effect, the latest first."""
    rows = ChangeRequest.objects.filter(
        kind=ChangeRequest.Kind.merge_persons,
        state=ChangeRequest.State.applied,
        person_id=person_id,
    )
    return in_scope(viewer, rows).exclude(undo__has_key="undone_by").order_by("-decided_at", "-pk")
