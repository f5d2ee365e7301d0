"""A case in memory: one household's facts on a date in a place, in the engine's integers.

Not stated is not known: a fact absent from `facts` is unknown, never zero and never false.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from doudi.rules.values import Resolved


@dataclass(slots=True)
class Row:
    """One child row (a member, a supporter): its name in sentences, and its facts in steps."""

    name: str
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Case:
    """One household. `complete[entity]` is True, False or None: are its rows of that entity all listed?"""

    name: str
    on: date
    area: str
    facts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    complete: dict[str, bool | None] = field(default_factory=dict)
    stated: dict[tuple[str, str], Resolved] = field(default_factory=dict)
    # (entity, row index or 0, fact) -> name of the background that filled it
    from_background: dict[tuple[str, int, str], str] = field(default_factory=dict)
    # (entity, row index or 0, fact) -> bounds, for asking "what if it lay between …"
    ranges: dict[tuple[str, int, str], tuple[int, int]] = field(default_factory=dict)

    def row_facts(self, entity: str, index: int) -> dict[str, int]:
        rows = self.rows.get(entity)
        return self.facts if rows is None else rows[index].facts
