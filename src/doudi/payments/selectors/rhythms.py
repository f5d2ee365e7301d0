"""Which places are paid by the quarter."""

from __future__ import annotations

from django.db.models import Q

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import PaymentRun, QuarterlyPlace
from doudi.units.area import scope


def quarterly_places(viewer: Viewer, run: PaymentRun) -> list[tuple[str, str, str]]:
    """(area from, area to, programme or "" for all), as of the run's day."""
    lo, hi = scope(run.area_code)
    rows = QuarterlyPlace.objects.filter(area_code__gte=lo, area_code__lt=hi)
    rows = rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=run.on), valid_from__lte=run.on
    ).order_by("area_code", "programme")
    return [
        (*scope(area), name)
        for area, name in in_scope(viewer, rows).values_list("area_code", "programme")
    ]
