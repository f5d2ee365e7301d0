"""Reading the table of places. It holds no residents: a viewer reads it all, and changes what lies in their area."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from doudi.foundation.access import Viewer, permit
from doudi.foundation.domain.area_table import Place
from doudi.foundation.models import Area
from doudi.units.area import ancestors, parse_area
from doudi.units.text import ProblemsError


@dataclass(slots=True)
class Branch:
    """A place with those directly below it."""

    area: Area
    below: list[Branch] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many places lie below, at any depth."""
        return sum(1 + branch.count for branch in self.below)


def areas_in_force(on: date) -> QuerySet[Area]:
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return Area.objects.filter(in_force).order_by("code")


def list_places(viewer: Viewer, on: date) -> dict[str, Place]:
    """The places of the viewer's area in use now or from a later day, by code."""
    rows = Area.objects.filter(
        code__gte=viewer.area_from, code__lt=viewer.area_to, valid_to__isnull=True
    )
    return {
        row.code: Place(row.code, row.name, row.name_en, row.is_urban, tuple(row.successors))
        for row in rows
    }


def list_area_tree(viewer: Viewer, on: date) -> list[Branch]:
    """The places of the viewer's area in force on a day: the widest first, each with those below it."""
    permit(viewer, "area.manage")
    rows = areas_in_force(on).filter(code__gte=viewer.area_from, code__lt=viewer.area_to)
    branches: dict[str, Branch] = {}
    top: list[Branch] = []
    for area in rows:
        branch = branches[area.code] = Branch(area)
        above = next((branches[c] for c in ancestors(area.code) if c in branches), None)
        (top if above is None else above.below).append(branch)
    return top


def access_area_for_change(viewer: Viewer, code: str) -> Area:
    """The last row of a code. Raises Http404: none, or outside the viewer's area."""
    permit(viewer, "area.manage")
    try:
        code = parse_area(code)
    except ProblemsError:
        raise Http404 from None
    area = Area.objects.filter(code=code).order_by("-valid_from").first()
    if area is None or not viewer.sees(code):
        raise Http404
    return area


def list_area_history(viewer: Viewer, code: str) -> list[Area]:
    """Every name that a code has had, the newest first."""
    permit(viewer, "area.manage")
    return list(Area.objects.filter(code=code).order_by("-valid_from"))
