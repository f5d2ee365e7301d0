"""What the page of a case shows beside its parts: a handful of queries, whatever the family's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.casework.domain.clocks import Left, days_left
from doudi.casework.domain.flags import FLAGS
from doudi.casework.domain.procedures import Procedure
from doudi.casework.domain.roads import Stop, next_actions, stops_of
from doudi.casework.mending import open_needs
from doudi.casework.models import Case, Clock, Step
from doudi.casework.selectors.cases import list_steps
from doudi.casework.services.transition import Possible, list_possible
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Membership
from doudi.registry.selectors.households import list_members
from doudi.units.calendar import WorkCalendar
from doudi.units.text import Text

#: Names of a procedure's clocks that are not written in it any more.
UNKNOWN_CLOCK = Text("期限", "time limit")


@dataclass(frozen=True, slots=True)
class ClockLine:
    clock: Clock
    label: Text
    law: str
    left: Left | None

    @property
    def stands_still_since(self) -> date | None:
        stops = self.clock.stops
        return date.fromisoformat(stops[-1][0]) if stops and stops[-1][1] is None else None

    @property
    def stopped(self) -> list[tuple[date, date]]:
        return [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in self.clock.stops if b]


@dataclass(frozen=True, slots=True)
class StepLine:
    step: Step
    label: Text
    state: Text


@dataclass(frozen=True)
class CasePage:
    """`main`: the viewer's own next action; `others`: further own ones, `adverse` among them apart; `waits`: whose turn it is."""

    case: Case
    procedure: Procedure
    members: Sequence[Membership]
    stops: list[tuple[Stop, Text]]
    clocks: list[ClockLine]
    main: Possible | None
    others: list[Possible]
    adverse: list[Possible]
    waits: list[Possible]
    possible: list[Possible]
    flags: list[Text]

    @property
    def name(self) -> str:
        case = self.case
        person = case.person or (case.application.applicant if case.application else None)
        if person is not None:
            return person.name
        return next(
            (m.person.name for m in self.members if m.relation == "head"), case.household.number
        )


def get_case_page(viewer: Viewer, case: Case, procedure: Procedure, on: date) -> CasePage:
    possible = list_possible(viewer, case, on)
    own = [p for p in possible if p.is_own]
    order = [a.name for a in next_actions(procedure, case.state)]
    onward = sorted(
        (p for p in own if p.action.name in order), key=lambda p: order.index(p.action.name)
    )
    ready = (p for p in onward if not open_needs(p))
    main = next(ready, onward[0] if onward else None)
    steps = list_steps(viewer, case).exclude(from_state="")
    been = steps.values_list("from_state", flat=True)
    return CasePage(
        case=case,
        procedure=procedure,
        members=list(list_members(viewer, case.household)),
        stops=[(s, procedure.states[s.state].label) for s in stops_of(procedure, been, case.state)],
        clocks=_clocks(viewer, case, procedure, on),
        main=main,
        others=[p for p in own if p is not main and not p.action.adverse],
        adverse=[p for p in own if p is not main and p.action.adverse],
        waits=[p for p in possible if not p.is_own and p.action.name in order],
        possible=possible,
        flags=[FLAGS[f] for f in case.flags if f in FLAGS],
    )


def _clocks(viewer: Viewer, case: Case, procedure: Procedure, on: date) -> list[ClockLine]:
    """Those that run, the earliest first."""
    rows = in_scope(viewer, Clock.objects.filter(case=case, ended_on__isnull=True))
    found = []
    for clock in rows.order_by("due_on", "pk"):
        rule = procedure.clocks.get(clock.name)
        left = days_left(clock.due_on, clock.unit, on, WorkCalendar.shipped())
        label = rule.label if rule else UNKNOWN_CLOCK
        found.append(ClockLine(clock, label, rule.law if rule else "", left))
    return found


def list_step_lines(viewer: Viewer, case: Case, procedure: Procedure) -> list[StepLine]:
    """What happened, in the procedure's words."""
    return [_step(procedure, s) for s in list_steps(viewer, case)]


def _step(procedure: Procedure, step: Step) -> StepLine:
    action, state = procedure.actions.get(step.action), procedure.states.get(step.to_state)
    return StepLine(
        step,
        action.label if action else Text(step.action, step.action),
        state.label if state else Text(step.to_state, step.to_state),
    )
