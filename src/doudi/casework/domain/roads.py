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
    """The states from here to the end, this one first: the longest way forward that ends well; where the law knows none
    (a reconsideration is not granted), to any end, and by whatever actions there are."""
    for is_mild, is_well in ((True, True), (True, False), (False, True), (False, False)):
        way = _Way(procedure, is_mild, is_well)
        if found := way.forward(state):
            return found
        for action in way.actions(state):  # off the road: back onto it
            rest = way.forward(action.to or state)
            if action.to != state and rest:
                return [state, *(s for s in rest if s != state)]
    return [state]


class _Way:
    """Ways through a procedure by some of its actions, to some of its ends."""

    def __init__(self, procedure: Procedure, is_mild: bool, is_well: bool) -> None:
        self.procedure, self.is_mild, self.is_well = procedure, is_mild, is_well
        self.order = {name: i for i, name in enumerate(procedure.states)}
        self.known: dict[str, list[str]] = {}

    def actions(self, state: str) -> list[Action]:
        found = self.procedure.actions_from(state)
        return [a for a in found if a.to and not (self.is_mild and a.adverse)]

    def forward(self, state: str) -> list[str]:
        """[] where no way forward comes to such an end."""
        if state not in self.known:
            place = self.procedure.states[state]
            if place.is_end:
                wanted = not self.is_well or place.outcome == "granted"
                self.known[state] = [state] if wanted else []
            else:
                onward = [a.to for a in self.actions(state) if a.to and self.order[a.to] > self.order[state]]  # fmt: skip
                ways = [[state, *rest] for to in onward if (rest := self.forward(to))]
                self.known[state] = max(ways, key=len, default=[])
        return self.known[state]


def next_actions(procedure: Procedure, state: str) -> list[Action]:
    """What leads on from a state: forward to any end, else whatever leads back onto the road. The one on the main road first."""
    road = road_from(procedure, state)
    onward = road[1] if len(road) > 1 else ""
    for is_mild in (True, False):
        way = _Way(procedure, is_mild, False)
        moving = [a for a in way.actions(state) if a.to != state]
        forward = [a for a in moving if way.order[a.to or state] > way.order[state] and way.forward(a.to or state)]  # fmt: skip
        if found := forward or moving:
            return sorted(found, key=lambda a: a.to != onward)
    return []


def stops_of(procedure: Procedure, been: Iterable[str], state: str) -> list[Stop]:
    """The stepper of a case: where it has been, where it stands, what is to come."""
    ahead = road_from(procedure, state)[1:]
    behind = [s for s in dict.fromkeys(been) if s != state and s not in ahead]
    return [
        *(Stop(s, DONE) for s in behind),
        Stop(state, DONE if procedure.states[state].is_end else NOW),
        *(Stop(s, TO_COME) for s in ahead),
    ]
