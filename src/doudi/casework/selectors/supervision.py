"""Where cases wait and how fast they go, by township: figures only, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, DateField, Min, Q
from django.db.models.functions import Substr

from doudi.casework.models import Case
from doudi.casework.procedure_book import get_procedures
from doudi.foundation.access import Viewer, in_scope
from doudi.units.area import LENGTH
from doudi.units.calendar import WorkCalendar

TOWNSHIP_DIGITS = 9


class MedianDay(Aggregate):
    """The day in the middle."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateField()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open cases of one township at one step. `median`: working days since they came there, the one in the middle."""

    township: str
    procedure: str
    state: str
    count: int
    overdue: int
    oldest: date
    median: int


@dataclass(slots=True)
class Speed:
    """One procedure in one township in a period. `days`: working days from acceptance to decision, all cases together."""

    township: str
    procedure: str
    received: int = 0
    accepted: int = 0
    granted: int = 0
    refused: int = 0
    late: int = 0
    days: int = 0
    decided: int = field(default=0)

    @property
    def average(self) -> int | None:
        """Whole working days, rounded up: 30.2 days is not within 30."""
        return -(-self.days // self.decided) if self.decided else None


def list_waiting(viewer: Viewer, on: date) -> list[Waiting]:
    """By township and step, the most late first. One query."""
    rows = (
        in_scope(viewer, Case.objects.filter(is_open=True))
        .annotate(township=Substr("area_code", 1, TOWNSHIP_DIGITS))
        .values("township", "procedure", "state")
        .annotate(
            count=Count("pk"),
            overdue=Count("pk", filter=Q(next_due__lt=on)),
            oldest=Min("state_since"),
            middle=MedianDay("state_since"),
        )
        .order_by("-overdue", "-count", "township")
    )
    calendar = WorkCalendar.shipped()
    return [
        Waiting(
            row["township"].ljust(LENGTH, "0"),
            row["procedure"],
            row["state"],
            row["count"],
            row["overdue"],
            row["oldest"],
            calendar.working_days_between(row["middle"], on).days if row["middle"] <= on else 0,
        )
        for row in rows
    ]


def list_speed(viewer: Viewer, first: date, last: date) -> list[Speed]:
    """Received, accepted, granted, refused and decided late within the period, both days included. Three queries."""
    found: dict[tuple[str, str], Speed] = {}

    def line(row: dict[str, Any]) -> Speed:
        township = row["township"].ljust(LENGTH, "0")
        return found.setdefault((township, row["procedure"]), Speed(township, row["procedure"]))

    for name, day in (("received", "opened_on"), ("accepted", "accepted_on")):
        for row in _grouped(viewer, day, first, last).annotate(n=Count("pk")):
            setattr(line(row), name, row["n"])
    granting = _states("granted")
    calendar = WorkCalendar.shipped()
    decided = _grouped(viewer, "decided_on", first, last, "state", "accepted_on", "opened_on", "decided_on")  # fmt: skip
    for row in decided.annotate(n=Count("pk"), late=Count("pk", filter=Q(flags__contains=["overdue_at_decision"]))):  # fmt: skip
        speed = line(row)
        if (row["procedure"], row["state"]) in granting:
            speed.granted += row["n"]
        else:
            speed.refused += row["n"]
        speed.late += row["late"]
        start = row["accepted_on"] or row["opened_on"]
        speed.days += row["n"] * calendar.working_days_between(start, row["decided_on"]).days
        speed.decided += row["n"]
    return sorted(found.values(), key=lambda s: (s.township, s.procedure))


def _grouped(viewer: Viewer, day: str, first: date, last: date, *more: str) -> Any:
    rows = in_scope(viewer, Case.objects.filter(**{f"{day}__gte": first, f"{day}__lte": last}))
    rows = rows.annotate(township=Substr("area_code", 1, TOWNSHIP_DIGITS))
    return rows.order_by().values("township", "procedure", *more)


def _states(outcome: str) -> set[tuple[str, str]]:
    return {
        (p.name, s.name)
        for p in get_procedures()
        for s in p.states.values()
        if s.outcome == outcome
    }


def longest(rows: Iterable[Waiting]) -> int:
    """The fullest line, for drawing the others beside it."""
    return max((row.count for row in rows), default=0)
