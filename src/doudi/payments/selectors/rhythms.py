"""Which places are paid by the quarter: for the plan, and for pages."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, acting, in_scope, system
from doudi.payments.models import PaymentRun, QuarterlyPlace
from doudi.units.area import AreaLevel, at_level, scope


def quarterly_places(viewer: Viewer, run: PaymentRun) -> list[tuple[str, str, str]]:
    """(area from, area to, programme or "" for all), as of the run's day."""
    return [
        (*scope(area), name)
        for area, name in _of_run(viewer, run).values_list("area_code", "programme")
    ]


def list_places_of_run(viewer: Viewer, run: PaymentRun) -> list[QuarterlyPlace]:
    return list(_of_run(viewer, run))


def _of_run(viewer: Viewer, run: PaymentRun) -> QuerySet[QuarterlyPlace]:
    lo, hi = scope(run.area_code)
    rows = QuarterlyPlace.objects.filter(area_code__gte=lo, area_code__lt=hi)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=run.on), valid_from__lte=run.on)
    return in_scope(viewer, rows).order_by("area_code", "programme")


def list_quarterly(viewer: Viewer) -> list[QuarterlyPlace]:
    """The viewer's own, those that stand first; and what is set for the whole county, which holds in its townships too."""
    county = at_level(viewer.area_code, AreaLevel.county)
    with acting(system("payments.rhythms")):
        shared = list(QuarterlyPlace.objects.filter(area_code=county))
    own = in_scope(viewer, QuarterlyPlace.objects.all())
    found = {p.pk: p for p in (*own, *shared)}
    return sorted(
        found.values(), key=lambda p: (p.valid_to is not None, p.area_code, p.programme, p.pk)
    )


def get_quarterly(viewer: Viewer, place_id: int) -> QuarterlyPlace | None:
    return in_scope(viewer, QuarterlyPlace.objects.filter(pk=place_id)).first()
