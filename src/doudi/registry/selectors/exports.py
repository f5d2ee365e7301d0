"""Reading exports, and those that wait for a second person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Document, Export


def list_exports(viewer: Viewer) -> QuerySet[Export]:
    """All of the area: who took what out is no secret among those who may. The latest first."""
    rows = in_scope(viewer, Export.objects.all())
    related = ("asked_by__account", "decided_by__account", "document", "run")
    return rows.select_related(*related).order_by("-pk")


def list_exports_to_decide(viewer: Viewer) -> QuerySet[Export]:
    """Those that this viewer may approve: not their own. The oldest first."""
    if not viewer.may("export.approve"):
        return Export.objects.none()
    rows = list_exports(viewer).filter(state=Export.State.waiting)
    return rows.exclude(asked_by__account_id=viewer.account_id).order_by("pk")


def without_exports(documents: QuerySet[Document]) -> QuerySet[Document]:
    """A finished export is downloaded through its own door, which asks who wants it."""
    return documents.exclude(Exists(Export.objects.filter(document_id=OuterRef("pk"))))


def get_export(viewer: Viewer, export_id: int) -> Export | None:
    return list_exports(viewer).filter(pk=export_id).first()
