"""What comes next for a case, told to the person whose case it is: the shortest way of its procedure to a grant."""

from __future__ import annotations

from collections import deque

from doudi.casework.domain.procedures import Action, Procedure


def road_to_decision(procedure: Procedure, state: str) -> list[Action]:
    """The ordinary steps from a state to a grant, none of them adverse; empty at an end or where there is no such way."""
    ways: dict[str, list[Action]] = {state: []}
    queue = deque([state])
    while queue:
        here = queue.popleft()
        if procedure.states[here].outcome == "granted":
            return ways[here]
        for action in procedure.actions_from(here):
            to = action.to or here
            if not action.adverse and to not in ways:
                ways[to] = [*ways[here], action]
                queue.append(to)
    return []
