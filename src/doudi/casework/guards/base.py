"""The table of guards, and what a guard is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.casework.domain.procedures import Action, Procedure
from doudi.casework.models import Case, Step
from doudi.foundation.access import Viewer
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Situation:
    """A case in which somebody wants to do something on a day. `giving`: the procedure by which the case's award is given."""

    viewer: Viewer
    case: Case
    procedure: Procedure
    action: Action
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)
    giving: Procedure | None = None

    def last_step(self, *actions: str) -> Step | None:
        """The latest step by one of the actions."""
        steps = Step.objects.filter(case=self.case, action__in=actions)
        return steps.order_by("-seq").first()

    def entered(self, state: str) -> Step | None:
        """The step by which the case last came to a state."""
        steps = Step.objects.filter(case=self.case, to_state=state).exclude(from_state=state)
        return steps.order_by("-seq").first()


Guard = Callable[[Situation], list[Text]]
GUARDS: dict[str, Guard] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    def keep(function: Guard) -> Guard:
        if name in GUARDS:
            raise ValueError(f"guard {name} is registered twice")
        GUARDS[name] = function
        return function

    return keep
