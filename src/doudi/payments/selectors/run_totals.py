"""What a plan adds up to, in one statement: written onto the run when it is planned, and read by every page of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import Line, PaymentRun
from doudi.units.area import AreaLevel, at_level


def totals_of(viewer: Viewer, run: PaymentRun) -> dict[str, Any]:
    """By change, reason, programme, fund and township. A pair is lines and fen; `by_change` has last month's fen as a third."""
    all_lines = lines = fen = arrears = 0
    changes: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    held: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    programmes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    funds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    townships: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = in_scope(viewer, Line.objects.filter(run=run)).values_list(
        "state", "change", "reason", "programme", "fund_id", "area_code"
    )
    sums = rows.annotate(Count("pk"), Sum("amount_fen"), Sum("month_fen"), Sum("before_fen"))
    seen: set[str] = set()
    for state, change, reason, programme, fund, area, n, amount, month, before in sums:
        seen.add(programme)
        all_lines += n
        if state == Line.State.held:
            _add(held[reason], n, amount)
            continue
        if state in (Line.State.stopped, Line.State.overpaid):
            _add(changes[state], n, amount, before)
            continue
        lines, fen = lines + n, fen + amount
        if change not in (Line.Change.retried, Line.Change.service):
            arrears += amount - month
        _add(changes[change], n, amount, before)
        _add(programmes[programme], n, amount)
        _add(funds[str(fund)], n, amount)
        _add(townships[at_level(area, AreaLevel.township)], n, amount)
    return {
        "all_lines": all_lines,
        "lines": lines,
        "fen": fen,
        "arrears_fen": arrears,
        "changes": {change: counts[0] for change, counts in changes.items()},
        "by_change": dict(changes),
        "held": dict(held),
        "programmes": dict(programmes),
        "all_programmes": sorted(seen),
        "funds": dict(funds),
        "townships": dict(townships),
        "overpaid_fen": _too_much(viewer, run),
    }


def _too_much(viewer: Viewer, run: PaymentRun) -> int:
    """Of the lines that were too much, few in any month: the months' fen are below zero."""
    rows = in_scope(viewer, Line.objects.filter(run=run, state=Line.State.overpaid))
    return -sum(due["fen"] for dues in rows.values_list("dues", flat=True) for due in dues)


def _add(counts: list[int], *more: int) -> None:
    for place, number in enumerate(more):
        counts[place] += number
