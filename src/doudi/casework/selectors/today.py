"""My work today: which open cases wait for this viewer, which are told upwards because they are late, and which lie with others.

Which states wait for which role is read off the procedures in memory; guards are not asked for a list. Whatever is not the
viewer's stands in the other list, so that no open case of the area is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value, When

from doudi.casework.domain.authority import COUNTY, TOWNSHIP
from doudi.casework.domain.procedures import Action, Procedure
from doudi.casework.domain.roads import next_actions
from doudi.casework.domain.urgency import DUE_SOON, LATER, OVERDUE, Bounds, bounds_of
from doudi.casework.models import Case
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.authority import level_of
from doudi.foundation.access import Viewer, in_scope
from doudi.units.calendar import WorkCalendar

ESCALATION = "escalation_days"
MINE, OTHERS = "mine", "others"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a viewer may see waiting on a day: the bounds of urgency, and for each state what this role does next there."""

    viewer: Viewer
    bounds: Bounds
    own: dict[tuple[str, str, str], tuple[Action, ...]]

    def actions(self, case: Case) -> tuple[Action, ...]:
        return self.own.get((case.procedure, case.procedure_version, case.state), ())

    def is_told_upwards(self, case: Case) -> bool:
        told = self.bounds.told_before
        return told is not None and case.next_due is not None and case.next_due < told


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many: late, due within three working days, later, and with others; and the earliest due day of each kind."""

    overdue: int
    soon: int
    later: int
    others: int
    first_overdue: date | None = None
    first_soon: date | None = None
    first_later: date | None = None

    @property
    def mine(self) -> int:
        return self.overdue + self.soon + self.later


def desk_of(viewer: Viewer, on: date) -> Desk:
    """Asks the database nothing."""
    own = {
        (p.name, p.version, state): actions
        for p in get_procedures()
        for state in p.states
        if not p.states[state].is_end and (actions := own_actions(viewer, p, state, on))
    }
    return Desk(viewer, bounds_of(viewer.role, on, _escalation_days(viewer, on), WorkCalendar.shipped()), own)  # fmt: skip


def own_actions(viewer: Viewer, procedure: Procedure, state: str, on: date) -> tuple[Action, ...]:
    """What leads on from a state and is this role's, where its level decides if the action decides."""
    role = viewer.role.value if viewer.role else ""
    return tuple(
        a
        for a in next_actions(procedure, state)
        if role in a.actors and _level_may(viewer, procedure, a, on)
    )


def _level_may(viewer: Viewer, procedure: Procedure, action: Action, on: date) -> bool:
    """Where the place says wholly who decides, only that level is called to. Up to an amount: both, the case's page says which."""
    rule = procedure.authority
    if "has_authority" not in action.needs or rule.township_limit:
        return True
    if not rule.delegated:
        return level_of(viewer) == COUNTY
    found = figure_of(rule.delegated, viewer.area_code, on)
    return found is None or level_of(viewer) == (TOWNSHIP if found.figure else COUNTY)


def _escalation_days(viewer: Viewer, on: date) -> int:
    """Where nobody has entered a figure everything late is told at once: nothing stays hidden for want of one."""
    found = figure_of(ESCALATION, viewer.area_code, on)
    return int(found.figure) if found is not None else 0


def list_desk(desk: Desk, which: str = MINE) -> QuerySet[Case]:
    """The open cases of one of the two lists, the earliest limit first, those without one last."""
    rows = _open(desk.viewer).filter(_waits_here(desk) if which == MINE else ~_waits_here(desk))
    return rows.order_by(F("next_due").asc(nulls_last=True), "pk")


def count_desk(desk: Desk, rows: QuerySet[Case] | None = None) -> DeskCounts:
    """One query. `rows`: open cases, already narrowed."""
    rows = _open(desk.viewer) if rows is None else rows
    bounds = desk.bounds
    kind = Choice(  # in turn, so that whose a case is is asked once for each
        When(~_waits_here(desk), then=Value(OTHERS)),
        When(next_due__lt=bounds.today, then=Value(OVERDUE)),
        When(next_due__lte=bounds.soon, then=Value(DUE_SOON)),
        default=Value(LATER),
        output_field=CharField(),
    )
    counted = rows.order_by().values(kind=kind).annotate(n=Count("pk"), first=Min("next_due"))
    found = {row["kind"]: (row["n"], row["first"]) for row in counted}
    none = (0, None)
    overdue, soon, later = (found.get(name, none) for name in (OVERDUE, DUE_SOON, LATER))
    return DeskCounts(
        overdue=overdue[0],
        soon=soon[0],
        later=later[0],
        others=found.get(OTHERS, none)[0],
        first_overdue=overdue[1],
        first_soon=soon[1],
        first_later=later[1],
    )


def list_open(viewer: Viewer) -> QuerySet[Case]:
    return _open(viewer)


def _open(viewer: Viewer) -> QuerySet[Case]:
    return in_scope(viewer, Case.objects.filter(is_open=True))


def _waits_here(desk: Desk) -> Q:
    """This role's states, unless a waiting period still runs and nothing is late; and what is told upwards."""
    states: dict[tuple[str, str], list[str]] = {}
    for name, version, state in desk.own:
        states.setdefault((name, version), []).append(state)
    here = Q(pk__in=[])
    for (name, version), found in states.items():
        here |= Q(procedure=name, procedure_version=version, state__in=found)
    today = desk.bounds.today
    is_free = Q(waits_until__isnull=True) | Q(waits_until__lt=today) | _late(today)
    waits = here & is_free
    if desk.bounds.told_before is not None:
        waits |= _late(desk.bounds.told_before)
    return waits


def _late(day: date) -> Q:
    """Never null: the other list is the negation."""
    return Q(next_due__isnull=False, next_due__lt=day)
