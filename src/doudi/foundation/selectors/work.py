"""What waits for a viewer, the most pressing first, with the working days that are left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from doudi.foundation.clock import CHINA
from doudi.foundation.pages import WorkItem
from doudi.units.calendar import WorkCalendar

SOON = 3  # working days


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item as the page shows it. `days_left` in working days: negative is overdue, None is no limit; `provisional`: a
    year on the way has no table of holidays yet."""

    item: WorkItem
    since: date | None
    due: date | None
    days_left: int | None
    provisional: bool

    @property
    def urgency(self) -> str:
        """ "dd-overdue", "dd-due-soon" or "": how the line is marked."""
        if self.days_left is None:
            return ""
        return (
            "dd-overdue" if self.days_left < 0 else "dd-due-soon" if self.days_left <= SOON else ""
        )

    @property
    def days_over(self) -> int:
        return -(self.days_left or 0)


def list_waiting(items: Iterable[WorkItem], on: date) -> list[Waiting]:
    """Overdue first, then by what is left; without a limit last, the longest waiting first."""
    found = [_waiting(item, on) for item in items if item.count]
    return sorted(
        found,
        key=lambda w: (w.days_left is None, w.days_left or 0, w.since or date.max),
    )


def _waiting(item: WorkItem, on: date) -> Waiting:
    since, due = _day(item.since), _day(item.due)
    if due is None:
        return Waiting(item, since, None, None, provisional=False)
    calendar = WorkCalendar.shipped()
    if due < on:
        over = calendar.working_days_between(due, on)
        return Waiting(item, since, due, -max(over.days, 1), over.provisional)
    left = calendar.working_days_between(on, due)
    return Waiting(item, since, due, left.days, left.provisional)


def _day(value: date | datetime | None) -> date | None:
    return value.astimezone(CHINA).date() if isinstance(value, datetime) else value
