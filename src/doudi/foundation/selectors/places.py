"""The area table within a viewer's area."""

from __future__ import annotations

from django.db.models import QuerySet

from doudi.foundation.access import Viewer
from doudi.foundation.models import Area


def list_places(viewer: Viewer) -> QuerySet[Area]:
    """In force or not, by code."""
    return Area.objects.filter(code__gte=viewer.area_from, code__lt=viewer.area_to).order_by(
        "code", "valid_from"
    )
