"""The place's own law as its pages show it: changes on their way, signed packs, what a change would do."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from doudi.casework.models import Award, LawChange, LawEffect, LawPack
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Area
from doudi.units.area import AreaLevel, ancestors, level

LEVELS = (AreaLevel.county, AreaLevel.township)


def newest_pack() -> LawPack | None:
    return LawPack.objects.order_by("-number").first()


def newest_digest() -> str:
    """ "" while nothing is signed. One row of the primary key: asked in every transaction that uses the law."""
    found = LawPack.objects.order_by("-number").values_list("digest", flat=True).first()
    return found or ""


def content_of(digest: str) -> str:
    return LawPack.objects.values_list("content", flat=True).get(digest=digest)


def list_law_changes(viewer: Viewer) -> QuerySet[LawChange]:
    """Changes of the viewer's area, and of the places around it: their law holds here too."""
    here = Q(area_code__gte=viewer.area_from, area_code__lt=viewer.area_to)
    around = Q(area_code__in=ancestors(viewer.area_code)) if viewer.area_code else Q()
    return LawChange.objects.filter(here | around).select_related(
        "asked_by__account", "decided_by__account", "document"
    )


def get_law_change(viewer: Viewer, change_id: int) -> LawChange | None:
    return list_law_changes(viewer).filter(pk=change_id).first()


def list_law_areas(viewer: Viewer) -> list[Area]:
    """Counties and townships of the viewer's area, in force: those that may have a law of their own."""
    rows = in_scope_areas(viewer).filter(valid_to__isnull=True).order_by("code")
    return [area for area in rows if level(area.code) in LEVELS]


def in_scope_areas(viewer: Viewer) -> QuerySet[Area]:
    return Area.objects.filter(
        code__gte=viewer.area_from, code__lt=viewer.area_to, code__endswith="000"
    )


def list_effects(viewer: Viewer, change: LawChange) -> QuerySet[LawEffect]:
    """Whom a change touches, within the viewer's area."""
    rows = in_scope(viewer, LawEffect.objects.filter(change=change))
    return rows.select_related("household", "person").order_by(
        "programme", "kind", "area_code", "pk"
    )


def awarded_fen(
    viewer: Viewer, effects: list[LawEffect]
) -> dict[tuple[int, int | None, str], int | None]:
    """What these households get now, by household, person and programme: awards as they stand, not as the law would have them."""
    rows = in_scope(viewer, Award.objects.exclude(state=Award.State.ended)).filter(
        household__in={e.household_id for e in effects}
    )
    return {(a.household_id, a.person_id, a.programme): a.amount_fen for a in rows}
