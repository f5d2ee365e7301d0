"""What changes in a household after the case's date: each change is dated, and makes a new case of the one before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from doudi.rules.case import Case, Row


@dataclass(slots=True)
class Change:
    """One dated change. A fact that becomes None is not known from then on.

    `facts` by (entity, name of the row; "" for the household); `added` and `removed` by entity.
    """

    on: date
    note: str = ""
    facts: dict[tuple[str, str], dict[str, int | None]] = field(default_factory=dict)
    added: dict[str, list[Row]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)
    where: str = ""


def apply_change(case: Case, change: Change) -> Case:
    """The case as it is from the change's date on. What a change does not mention stays."""
    after = case_on(case, change.on)
    for entity, names in change.removed.items():
        after.rows[entity] = [r for r in after.rows[entity] if r.name not in names]
    for entity, rows in change.added.items():
        after.rows[entity] = [*after.rows.get(entity, []), *(_copy(r) for r in rows)]
    for (entity, name), facts in change.facts.items():
        target = next((r.facts for r in after.rows.get(entity, ()) if r.name == name), after.facts)
        for fact, steps in facts.items():
            if steps is None:
                target.pop(fact, None)
            else:
                target[fact] = steps
    return after


def case_on(case: Case, day: date) -> Case:
    """The same facts on another day, in lists of their own."""
    return replace(
        case,
        on=day,
        facts=dict(case.facts),
        rows={entity: [_copy(row) for row in rows] for entity, rows in case.rows.items()},
        complete=dict(case.complete),
        from_background={},  # named by place in the list, which changes; a plan does not tell of backgrounds
    )


def _copy(row: Row) -> Row:
    return Row(row.name, dict(row.facts))
