"""What is wrong with a case file, gathered while it is read, so that everything is reported together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from doudi.rules.marked_yaml import MOST_PROBLEMS
from doudi.rules.marked_yaml import Path as Place
from doudi.units.text import Problem, ProblemsError, Text, refusal


class Places(Protocol):
    """Where in its file an entry stands: a line, or a cell."""

    def where(self, path: Place, /) -> str: ...


@dataclass(slots=True)
class Findings:
    """Problems of one file, and the entries (`bad`) that whoever reads on must leave alone."""

    places: Places
    problems: list[Problem] = field(default_factory=list)
    bad: set[Place] = field(default_factory=set)

    @property
    def too_many(self) -> bool:
        return len(self.problems) >= MOST_PROBLEMS

    def where(self, path: Place) -> str:
        return self.places.where(path)

    def note(self, error: ProblemsError) -> None:
        self.problems += error.problems

    def fault(self, zh: str, en: str, path: Place, value: Any = None) -> None:
        self.note(refusal(zh, en, where=self.where(path), value=value))

    def part(self, raw: dict[str, Any], key: str, path: Place) -> Any:
        """What an entry has under a key, unless it is missing or known to be wrong."""
        return None if (*path, key) in self.bad else raw.get(key)

    def stop_on_problems(self, name: str) -> None:
        """Raises ProblemsError with all that was found, in the order of the file."""
        found = sorted(self.problems, key=_line)
        if self.too_many:
            text = Text(
                f"问题太多，只列出前 {MOST_PROBLEMS} 处",
                f"too many problems: the first {MOST_PROBLEMS} are listed",
            )
            found = [*found[:MOST_PROBLEMS], Problem(text, name)]
        if found:
            raise ProblemsError(found)


def _line(problem: Problem) -> int:
    digits = re.search(r"[0-9]+$", problem.where)
    return int(digits[0]) if digits else 0
