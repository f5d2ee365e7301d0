"""Funds: what each has, and which pays what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.funding import Purse
from doudi.payments.models import Fund, Funding, Line, PaymentRun, Transfer
from doudi.units.area import scope

AVAILABLE = "available"


def list_funds(viewer: Viewer) -> QuerySet[Fund]:
    return in_scope(viewer, Fund.objects.order_by("source", "name"))


def balances(viewer: Viewer, rows: QuerySet[Transfer]) -> dict[tuple[int, str], int]:
    """(fund, account) → fen: what entered less what left. Derived each time; nothing is stored."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    sums = in_scope(viewer, rows).values_list("fund_id", "source", "target")
    for fund, source, target, fen in sums.annotate(Sum("amount_fen")):
        found[fund, source] -= fen
        found[fund, target] += fen
    return dict(found)


def available_of(viewer: Viewer, area_code: str) -> dict[int, int]:
    """Fund → fen that a run may spend."""
    lo, hi = scope(area_code)
    rows = Transfer.objects.filter(fund__area_code=area_code, area_code__gte=lo, area_code__lt=hi)
    rows = rows.filter(Q(source=AVAILABLE) | Q(target=AVAILABLE))
    return {
        fund: fen for (fund, account), fen in balances(viewer, rows).items() if account == AVAILABLE
    }


def needs_of(viewer: Viewer, runs: QuerySet[PaymentRun]) -> dict[int, int]:
    """Fund → fen that these runs still take from it."""
    rows = in_scope(viewer, Line.objects.filter(run__in=runs, state="planned", fund__isnull=False))
    return {f: fen for f, fen in rows.values_list("fund_id").annotate(Sum("amount_fen")) if f}


def fundings_of(viewer: Viewer, area_code: str, on: date) -> dict[str, list[Purse]]:
    """Programme → its funds in their order, as of a day."""
    found: dict[str, list[Purse]] = defaultdict(list)
    rows = in_scope(viewer, Funding.objects.filter(area_code=area_code, valid_from__lte=on))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).order_by("programme", "order")
    for programme, fund, road in rows.values_list("programme", "fund_id", "road"):
        found[programme].append(Purse(fund, road))
    return dict(found)
