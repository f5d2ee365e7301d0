"""The clocks of a case: started and ended by its steps, never by hand."""

from __future__ import annotations

from datetime import date, timedelta

from doudi.casework.domain.clocks import Stop, due_on
from doudi.casework.domain.conditions import CONDITIONS, Told
from doudi.casework.domain.procedures import ClockRule, Procedure
from doudi.casework.models import Case, Clock, Step
from doudi.casework.procedure_values import days_of, figure_of
from doudi.units.calendar import WorkCalendar


def move_clocks(case: Case, procedure: Procedure, step: Step) -> None:
    """What a step starts, ends, stops, lets go on and extends; then the case's `next_due`. The end of a case ends every clock.
    The case is not saved."""
    running = {c.name: c for c in Clock.objects.filter(case=case, ended_on__isnull=True)}
    for rule in procedure.clocks.values():
        clock = running.get(rule.name)
        if clock is not None and (step.action in rule.ends or not case.is_open):
            clock.ended_on = step.on
            clock.save()
            clock = None
        starts = case.is_open and step.action in rule.starts
        if clock is None and starts and _applies(rule, case, step.on):
            clock = start_clock(case, rule, step.on)
        if clock is not None:
            _move(clock, rule, case, step)
    tell_next(case)


def start_clock(case: Case, rule: ClockRule, on: date) -> Clock:
    """A period that begins on a day. Raises ProblemsError: the place has not entered how many days."""
    days, source = days_of(rule.days, case.area_code, on)
    due = due_on(on, days, rule.unit, WorkCalendar.shipped())
    return Clock.objects.create(
        area_code=case.area_code,
        case=case,
        name=rule.name,
        kind=rule.kind,
        unit=rule.unit,
        days=days,
        source=source[:200],
        started_on=on,
        due_on=due.date,
        is_provisional=due.provisional,
    )


def _applies(rule: ClockRule, case: Case, on: date) -> bool:
    if rule.if_set and figure_of(rule.days, case.area_code, on) is None:
        return False
    if not rule.when:
        return True
    told = Told(case.household.residence_class, frozenset(case.flags), case.about)
    return CONDITIONS[rule.when](told)


def _move(clock: Clock, rule: ClockRule, case: Case, step: Step) -> None:
    """Standing still begins the day after a step leads into such a state, and ends on the day of the step that leads out."""
    changed = False
    if step.action in rule.extended_by:
        clock.days, source = days_of(rule.extended_days, case.area_code, step.on)
        clock.source, changed = source[:200], True
    stands = bool(clock.stops) and clock.stops[-1][1] is None
    should = step.to_state in rule.stops_in
    if should and not stands:
        first = step.on + timedelta(days=1)
        clock.stops, changed = [*clock.stops, [first.isoformat(), None]], True
    elif stands and not should:
        clock.stops[-1][1], changed = step.on.isoformat(), True
    if changed:
        due = due_on(
            clock.started_on, clock.days, clock.unit, WorkCalendar.shipped(), stops_of(clock)
        )
        clock.due_on, clock.is_provisional = due.date, due.provisional
        clock.save()


def stops_of(clock: Clock) -> list[Stop]:
    return [
        (date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for first, last in clock.stops
    ]


def tell_next(case: Case) -> None:
    """The earliest limit that runs and does not stand still, and until when nobody may go on. Written on the case, not saved."""
    clocks = [
        c
        for c in Clock.objects.filter(case=case, ended_on__isnull=True)
        if not (c.stops and c.stops[-1][1] is None)
    ]
    limits = [c for c in clocks if c.kind == Clock.Kind.limit]
    first = min(limits, key=lambda c: (c.due_on, c.name), default=None)
    case.next_due = first.due_on if first else None
    case.next_clock = first.name if first else ""
    case.is_provisional = bool(first and first.is_provisional)
    case.waits_until = max((c.due_on for c in clocks if c.kind == Clock.Kind.wait), default=None)
