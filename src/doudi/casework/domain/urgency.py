"""How pressing a case is, and to whom it is shown when its time is over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from doudi.foundation.domain.roles import Role
from doudi.units.calendar import WorkCalendar

SOON = 3  # working days
OVERDUE, DUE_SOON, LATER = "overdue", "soon", "later"

#: Who sees every overdue case of the area at once, and who after the place's number of working days.
AT_ONCE = frozenset({Role.township_lead})
AFTER_DAYS = frozenset({Role.county_officer, Role.county_lead})


@dataclass(frozen=True, slots=True)
class Bounds:
    """Days that cut the list: overdue before `today`, pressing up to `soon`, told upwards when due before `told_before`
    (None: not told to this role)."""

    today: date
    soon: date
    told_before: date | None

    def urgency(self, due: date | None) -> str:
        if due is None or due > self.soon:
            return LATER
        return OVERDUE if due < self.today else DUE_SOON


def bounds_of(role: Role | None, today: date, days: int, calendar: WorkCalendar) -> Bounds:
    """`days`: the place's `escalation_days`."""
    soon = calendar.add_working_days(today, SOON).date
    told: date | None = None
    if role in AT_ONCE:
        told = today
    elif role in AFTER_DAYS:
        told = working_days_before(today, days, calendar)
    return Bounds(today, soon, told)


def working_days_before(today: date, days: int, calendar: WorkCalendar) -> date:
    """What was due before this day is late by `days` working days or more."""
    day, left = today, days
    while left > 0:
        if calendar.is_working_day(day):
            left -= 1
        day -= timedelta(days=1)
    return min(today, day + timedelta(days=1))
