"""The main road of a procedure, and what a case needs next. Pure: read off the procedure, so that a list asks nothing for each row.

States are written in the order of the procedure. The main road goes forward in that order, as far as it can, to the end at which
something is granted; what is adverse is never on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doudi.casework.domain.procedures import Action, Procedure

DONE, NOW, TO_COME = "done", "now", "to_come"


@dataclass(frozen=True, slots=True)
class Stop:
    """One state on a case's way, and whether it lies behind, is where the case stands, or lies ahead."""

    state: str
    place: str


def road_from(procedure: Procedure, state: str) -> list[str]:
    """The states from here to the end, this one first: the longest way forward that ends well."""
    order = {name: i for i, name in enumerate(procedure.states)}
    best = _forward(procedure, state, order, {})
    if best:
        return best
    for action in procedure.actions_from(state):  # off the road: back onto it
        if not action.adverse and action.to and action.to != state:
            rest = _forward(procedure, action.to, order, {})
            if rest:
                return [state, *rest]
    return [state]


def _forward(
    procedure: Procedure, state: str, order: dict[str, int], known: dict[str, list[str]]
) -> list[str]:
    """[] where no way forward ends well."""
    if state in known:
        return known[state]
    if procedure.states[state].is_end:
        ends_well = procedure.states[state].outcome == "granted" or not _has_grant(procedure)
        known[state] = [state] if ends_well else []
        return known[state]
    ways = [
        [state, *rest]
        for action in _mild(procedure, state)
        if action.to and order[action.to] > order[state]
        and (rest := _forward(procedure, action.to, order, known))
    ]  # fmt: skip
    known[state] = max(ways, key=len, default=[])
    return known[state]


def _has_grant(procedure: Procedure) -> bool:
    return any(s.outcome == "granted" for s in procedure.states.values())


def _mild(procedure: Procedure, state: str) -> list[Action]:
    return [a for a in procedure.actions_from(state) if not a.adverse]


def next_actions(procedure: Procedure, state: str) -> list[Action]:
    """What leads on from a state: forward to any end, else whatever leads back onto the road. The one on the main road first."""
    order = {name: i for i, name in enumerate(procedure.states)}
    mild = [a for a in _mild(procedure, state) if a.to and a.to != state]
    forward = [a for a in mild if order[a.to or state] > order[state] and _ends(procedure, a.to or state, order)]  # fmt: skip
    road = road_from(procedure, state)
    onward = road[1] if len(road) > 1 else ""
    return sorted(forward or mild, key=lambda a: a.to != onward)


def _ends(procedure: Procedure, state: str, order: dict[str, int]) -> bool:
    """Forward from here some end can be reached without anything adverse."""
    if procedure.states[state].is_end:
        return True
    return any(
        a.to is not None and order[a.to] > order[state] and _ends(procedure, a.to, order)
        for a in _mild(procedure, state)
    )


def stops_of(procedure: Procedure, been: Iterable[str], state: str) -> list[Stop]:
    """The stepper of a case: where it has been, where it stands, what is to come."""
    ahead = road_from(procedure, state)[1:]
    behind = [s for s in dict.fromkeys(been) if s != state and s not in ahead]
    return [
        *(Stop(s, DONE) for s in behind),
        Stop(state, DONE if procedure.states[state].is_end else NOW),
        *(Stop(s, TO_COME) for s in ahead),
    ]
