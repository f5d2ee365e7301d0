"""The table of guards, and what a guard is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from doudi.casework.domain.procedures import Action, Procedure
from doudi.casework.models import Case, Opinion, Step
from doudi.foundation.access import Viewer
from doudi.units.text import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Situation:
    """A case in which somebody wants to do something on a day. `giving`: the procedure by which the case's award is given.

    `seen`: what guards read of the case, kept while several actions are looked at and nothing is written.
    """

    viewer: Viewer
    case: Case
    procedure: Procedure
    action: Action
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)
    giving: Procedure | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What `read` answers, asked for once."""
        if name not in self.seen:
            self.seen[name] = read()
        found: T = self.seen[name]
        return found

    def last_step(self, *actions: str) -> Step | None:
        """The latest step by one of the actions."""
        return next((s for s in self._steps() if s.action in actions), None)

    def entered(self, state: str) -> Step | None:
        """The step by which the case last came to a state."""
        steps = self._steps()
        return next((s for s in steps if s.to_state == state != s.from_state), None)

    def last_opinion(self) -> Opinion | None:
        return self.once("opinion", Opinion.objects.filter(case=self.case).order_by("-pk").first)

    def _steps(self) -> list[Step]:
        rows = Step.objects.filter(case=self.case).order_by("-seq")
        return self.once("steps", lambda: list(rows))


Guard = Callable[[Situation], list[Text]]
GUARDS: dict[str, Guard] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    def keep(function: Guard) -> Guard:
        if name in GUARDS:
            raise ValueError(f"guard {name} is registered twice")
        GUARDS[name] = function
        return function

    return keep
