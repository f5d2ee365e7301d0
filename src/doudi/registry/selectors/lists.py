"""Whole lists of an area, for other systems: by id, so that pages neither skip nor repeat a row."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Household, Person
from doudi.units.area import scope

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def list_households(viewer: Viewer, area_code: str = "") -> QuerySet[Household]:
    """Of the viewer's area, or what of it lies in another. Raises ProblemsError: no such area code."""
    return _within(in_scope(viewer, Household.objects.order_by("pk")), area_code)


def list_persons(viewer: Viewer, area_code: str = "") -> QuerySet[Person]:
    """The same for persons."""
    return _within(in_scope(viewer, Person.objects.order_by("pk")), area_code)


def _within(rows: Rows, area_code: str) -> Rows:
    if not area_code:
        return rows
    lo, hi = scope(area_code)
    return rows.filter(area_code__gte=lo, area_code__lt=hi)
