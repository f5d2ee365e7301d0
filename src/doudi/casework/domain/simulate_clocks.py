"""When things would be due, if they were done on given days. Pure: no case, no database.

    periods = simulate(procedure, [("accept", day), ("post_notice", day)], days_of, WorkCalendar.shipped())

The same order of things as `services/clocks.py` keeps for a real case; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from doudi.casework.domain.clocks import WORKING, Stop, due_on
from doudi.casework.domain.procedures import ClockRule, Procedure
from doudi.units.calendar import WorkCalendar
from doudi.units.text import Text

LIMIT, WAIT, SHOWN, LETTER = "limit", "wait", "shown", "letter"
_DAY = timedelta(days=1)

#: How many days a value says on a day; None: the place has not entered it.
DaysOf = Callable[[str, date], int | None]
Given = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Free:
    """Days of a period on which nobody works although it is a weekday, or works although it is a weekend."""

    name: str
    first: date
    last: date
    is_work: bool


@dataclass(frozen=True, slots=True)
class Period:
    """One period that the given days start. `due` None: the place has not entered how many days.

    `may_from`: of a notice, the first day on which the next step may be taken. `ended`: the day of the step that ended it.
    """

    name: str
    label: Text
    kind: str
    unit: str
    value: str
    started_by: str
    start: date
    days: int | None
    due: date | None
    provisional: bool = False
    ended: date | None = None
    stops: tuple[Stop, ...] = ()
    may_from: date | None = None
    free: tuple[Free, ...] = ()

    @property
    def is_late(self) -> bool:
        """The step that ended it came too late (a limit) or too early (a notice)."""
        if self.due is None or self.ended is None:
            return False
        return self.ended <= self.due if self.kind == WAIT else self.ended > self.due


@dataclass(slots=True)
class _Running:
    rule: ClockRule
    started_by: str
    start: date
    days: int | None
    stops: list[Stop] = field(default_factory=list)
    ended: date | None = None


def simulate(
    procedure: Procedure,
    given: Sequence[Given],
    days_of: DaysOf,
    calendar: WorkCalendar,
    *,
    letters: Mapping[str, Mapping[str, object]] | None = None,
    is_true: Callable[[str], bool] = lambda _condition: True,
) -> list[Period]:
    """Every period that the given days start, in order of time. `letters`: kinds of letters with `serve_within`, for their days.

    `is_true` answers a clock's condition (`when`). Actions that the procedure does not have are the caller's to refuse.
    """
    found: list[_Running] = []
    order = list(procedure.actions)
    for action, on in sorted(given, key=lambda g: (g[1], order.index(g[0]))):
        for rule in procedure.clocks.values():
            if not rule.when or is_true(rule.when):
                _move(found, rule, procedure, action, on, days_of)
    periods = [_period(r, calendar) for r in found]
    periods += _letters(procedure, given, letters or {}, days_of, calendar)
    return sorted(periods, key=lambda p: (p.start, p.due or date.max, p.name))


def _move(
    found: list[_Running],
    rule: ClockRule,
    procedure: Procedure,
    action: str,
    on: date,
    days_of: DaysOf,
) -> None:
    state = procedure.actions[action].to
    is_over = state is not None and procedure.states[state].is_end
    running = next((r for r in found if r.rule is rule and r.ended is None), None)
    if running is not None and (action in rule.ends or is_over):
        running.ended, running = on, None
    if running is None and action in rule.starts and not is_over:
        days = days_of(rule.days, on)
        if days is None and rule.if_set:
            return
        running = _Running(rule, action, on, days)
        found.append(running)
    if running is None:
        return
    if action in rule.extended_by:
        running.days = days_of(rule.extended_days, on)
    if state is not None:
        _stop_or_go(running, state, on)


def _stop_or_go(running: _Running, state: str, on: date) -> None:
    """Standing still begins the day after a step leads into such a state, and ends on the day of the step that leads out."""
    stands = bool(running.stops) and running.stops[-1][1] is None
    should = state in running.rule.stops_in
    if should and not stands:
        running.stops.append((on + _DAY, None))
    elif stands and not should:
        running.stops[-1] = (running.stops[-1][0], on)


def _period(running: _Running, calendar: WorkCalendar) -> Period:
    rule = running.rule
    period = Period(
        rule.name,
        rule.label,
        rule.kind,
        rule.unit,
        rule.days,
        running.started_by,
        running.start,
        running.days,
        None,
        ended=running.ended,
        stops=tuple(running.stops),
    )
    return _with_due(period, calendar)


def _with_due(period: Period, calendar: WorkCalendar) -> Period:
    if period.days is None:
        return period
    due = due_on(period.start, period.days, period.unit, calendar, period.stops)
    return replace(
        period,
        due=due.date,
        provisional=due.provisional,
        may_from=due.date + _DAY if period.kind == WAIT else None,
        free=named_days(period.start, due.date, calendar) if period.unit == WORKING else (),
    )


def _letters(
    procedure: Procedure,
    given: Sequence[Given],
    letters: Mapping[str, Mapping[str, object]],
    days_of: DaysOf,
    calendar: WorkCalendar,
) -> list[Period]:
    """By when a letter that a step makes must have reached the person."""
    found = []
    for action, on in given:
        for kind in procedure.actions[action].makes:
            value = str(letters.get(kind, {}).get("serve_within") or "")
            if value:
                label = Text(str(letters[kind]["zh"]), str(letters[kind]["en"]))
                days = days_of(value, on)
                letter = Period(kind, label, LETTER, WORKING, value, action, on, days, None)
                found.append(_with_due(letter, calendar))
    return found


def named_days(start: date, due: date, calendar: WorkCalendar) -> tuple[Free, ...]:
    """The holidays and make-up working days after `start` up to `due`, each run of days once."""
    found: list[Free] = []
    for number in range(1, (due - start).days + 1):
        day = start + _DAY * number
        table = calendar.makeups if day in calendar.makeups else calendar.holidays
        if day not in table:
            continue
        name, is_work = table[day], table is calendar.makeups
        last = found[-1] if found else None
        if last and (last.name, last.is_work, last.last) == (name, is_work, day - _DAY):
            found[-1] = replace(last, last=day)
        else:
            found.append(Free(name, day, day, is_work))
    return tuple(found)
