"""A month's payments by programme and village: what was owed for it and for earlier months, what became of it. Every report adds these up.

The month is that of the run: what a run pays for earlier months is its arrears. Read from dues and transfers, never from a run's own sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Area
from doudi.payments.models import LedgerEntry, Transfer
from doudi.units.area import AreaLevel, at_level


@dataclass(slots=True)
class Sums:
    """`due` + `arrears` + `repeats` = `netted` + `paid` + `returned` + `waiting`. `top_ups`: of due and arrears, what is given for a category."""

    households: int = 0
    persons: int = 0
    due: int = 0
    arrears: int = 0
    top_ups: int = 0
    repeats: int = 0
    netted: int = 0
    paid: int = 0
    returned: int = 0
    waiting: int = 0
    recovered: int = 0

    def add(self, other: Sums) -> None:
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))

    @property
    def gap(self) -> int:
        owed = self.due + self.arrears + self.repeats
        return owed - self.netted - self.paid - self.returned - self.waiting

    @property
    def average(self) -> int | None:
        """Fen a month for each person."""
        return self.due // self.persons if self.persons else None


@dataclass(frozen=True, slots=True)
class Place:
    programme: str
    area_code: str
    is_urban: bool | None
    sums: Sums


_SQL = """
WITH base AS (
    SELECT line.id, line.area_code, line.programme, line.retry_of_id, line.netted
    FROM payments_transfer AS moved JOIN payments_line AS line ON line.id = moved.line_id
    WHERE moved.source = 'available' AND moved.target = 'approved' AND moved.month = %(month)s
        AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
), counted AS (
    SELECT due_id, COUNT(*) AS persons FROM payments_cover WHERE month = %(month)s AND NOT is_released GROUP BY due_id
), owed AS (
    SELECT base.programme, base.area_code,
        COUNT(DISTINCT due.household_id) FILTER (WHERE due.month = %(month)s) AS households,
        SUM(CASE WHEN due.month <> %(month)s OR due.component NOT IN ('main', 'basic') OR due.seq > 0 THEN 0
            WHEN due.person_id IS NULL THEN COALESCE(counted.persons, 0) ELSE 1 END) AS persons,
        SUM(due.amount_fen) FILTER (WHERE due.month = %(month)s) AS due,
        SUM(due.amount_fen) FILTER (WHERE due.month <> %(month)s) AS arrears,
        SUM(due.amount_fen) FILTER (WHERE due.component NOT IN ('main', 'basic')) AS top_ups
    FROM base JOIN payments_due AS due ON due.line_id = base.id LEFT JOIN counted ON counted.due_id = due.id
    GROUP BY 1, 2
), met AS (
    SELECT base.programme, base.area_code, SUM((part ->> 'fen')::bigint) AS netted
    FROM base CROSS JOIN LATERAL jsonb_array_elements(base.netted) AS part WHERE base.retry_of_id IS NULL
    GROUP BY 1, 2
), became AS (
    SELECT base.programme, base.area_code,
        SUM(moved.amount_fen) FILTER (WHERE moved.target = 'approved' AND base.retry_of_id IS NOT NULL) AS repeats,
        SUM(moved.amount_fen) FILTER (WHERE moved.target = 'approved') AS approved,
        COALESCE(SUM(moved.amount_fen) FILTER (WHERE moved.target = 'paid'), 0)
            - COALESCE(SUM(moved.amount_fen) FILTER (WHERE moved.source = 'paid'), 0) AS paid,
        SUM(moved.amount_fen) FILTER (WHERE moved.target = 'returned') AS returned
    FROM base JOIN payments_transfer AS moved ON moved.line_id = base.id AND moved.receivable_id IS NULL
    GROUP BY 1, 2
)
SELECT programme, area_code, COALESCE(households, 0), COALESCE(persons, 0), COALESCE(due, 0), COALESCE(arrears, 0),
    COALESCE(top_ups, 0), COALESCE(repeats, 0), COALESCE(netted, 0), COALESCE(paid, 0), COALESCE(returned, 0),
    COALESCE(approved, 0) - COALESCE(paid, 0) - COALESCE(returned, 0)
FROM became LEFT JOIN owed USING (programme, area_code) LEFT JOIN met USING (programme, area_code)
ORDER BY 1, 2
"""


def list_month_sums(viewer: Viewer, month: date) -> list[Place]:
    in_scope(viewer, Transfer.objects.none())
    about = {"month": month, "lo": viewer.area_from, "hi": viewer.area_to}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, about)
        rows = cursor.fetchall()
    urban = _urban({row[1] for row in rows})
    found = [Place(p, a, urban.get(a), Sums(*map(int, more))) for p, a, *more in rows]
    recovered = _recovered(viewer, month)
    for (programme, area), fen in recovered.items():
        found.append(Place(programme, area, urban.get(area), Sums(recovered=fen)))
    return found


def add_up(places: Iterable[Place], key: Callable[[Place], Any]) -> dict[Any, Sums]:
    found: dict[Any, Sums] = {}
    for place in places:
        found.setdefault(key(place), Sums()).add(place.sums)
    return found


def township_of(place: Place) -> str:
    return at_level(place.area_code, AreaLevel.township) or place.area_code


def _urban(codes: set[str]) -> dict[str, bool | None]:
    """Areas are everybody's to read; the latest of a code counts."""
    rows = Area.objects.filter(code__in=codes).order_by("valid_from")
    return dict(rows.values_list("code", "is_urban"))


def _recovered(viewer: Viewer, month: date) -> dict[tuple[str, str], int]:
    """What came back in the calendar month."""
    entries = in_scope(
        viewer, LedgerEntry.objects.filter(on__year=month.year, on__month=month.month)
    )
    rows = in_scope(viewer, Transfer.objects.filter(source="receivable", target="recovered"))
    sums = rows.filter(entry__in=entries).values_list("programme", "area_code")
    return {(p, a): fen for p, a, fen in sums.annotate(Sum("amount_fen"))}


def list_paid_months(viewer: Viewer, until: date, months: int = 12) -> list[tuple[date, int]]:
    """Run's month → net paid, the last ones up to a month."""
    rows = in_scope(viewer, Transfer.objects.filter(month__lte=until, receivable__isnull=True))
    found: dict[date, int] = {}
    for month, source, target, fen in rows.values_list("month", "source", "target").annotate(
        Sum("amount_fen")
    ):
        paid = fen if target == "paid" else -fen if source == "paid" else 0
        found[month] = found.get(month, 0) + paid
    return sorted(found.items())[-months:]
