"""When a period of the law ends. The day on which it starts is not counted (Civil Code art. 201); days on which it stands still are
left out; waiting periods and notices end when they end, whatever day that is (art. 203 is for people's own filing)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from doudi.units.calendar import Deadline, WorkCalendar

WORKING, CALENDAR = "working_days", "calendar_days"
Stop = tuple[
    date, date | None
]  # first and last day on which a clock stands still; None: still standing


@dataclass(frozen=True, slots=True)
class Left:
    """How a limit stands on a day: days left in its own unit (0: today is the last day; negative: so many days too late)."""

    days: int
    unit: str
    provisional: bool

    @property
    def is_overdue(self) -> bool:
        return self.days < 0


def due_on(
    start: date, days: int, unit: str, calendar: WorkCalendar, stops: Iterable[Stop] = ()
) -> Deadline:
    """The last day of a period of `days` after `start`. A stop that has no end yet counts as if it ended the day it began."""
    rests = [(first, last) for first, last in stops if last is not None and last >= first]
    if not rests:
        return _plain(start, days, unit, calendar)
    day, left, provisional = start, days, False
    while left > 0:
        day += timedelta(days=1)
        if any(first <= day <= last for first, last in rests):
            continue
        if unit == CALENDAR or calendar.is_working_day(day):
            left -= 1
    if unit == WORKING:
        provisional = calendar.is_provisional(start + timedelta(days=1), day)
    return Deadline(day, provisional)


def _plain(start: date, days: int, unit: str, calendar: WorkCalendar) -> Deadline:
    if unit == WORKING:
        return calendar.add_working_days(start, days)
    return calendar.add_calendar_days(start, days, roll=False)


def days_left(due: date, unit: str, today: date, calendar: WorkCalendar) -> Left:
    """From today to the limit. Overdue days are counted in the same unit."""
    if unit == CALENDAR:
        return Left((due - today).days, unit, False)
    if today <= due:
        found = calendar.working_days_between(today, due)
        return Left(found.days, unit, found.provisional)
    found = calendar.working_days_between(due, today)
    return Left(-max(found.days, 1), unit, found.provisional)
