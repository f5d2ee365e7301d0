"""Whom a change of the law touches: the same people decided twice, result by result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doudi.rules.decide import ELIGIBLE, UNDETERMINED
from doudi.rules.kernel import VERDICTS
from doudi.units.text import Text

Array = NDArray[Any]
KINDS = {
    "new": Text("新符合", "become eligible"),
    "more": Text("增加", "get more"),
    "less": Text("减少", "get less"),
    "leaving": Text("不再符合", "no longer eligible"),
    "settled": Text("由不能确定变为可以确定", "can now be settled"),
    "unclear": Text("变为不能确定", "can no longer be settled"),
}
_ELIGIBLE, _OPEN = VERDICTS.index(ELIGIBLE), VERDICTS.index(UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one subject (a row of the programme's entity). Fen, None where there is no amount."""

    row: int
    kind: str
    before_fen: int | None
    after_fen: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One programme's answers for all rows."""

    verdict: Array
    amount_fen: Array | None
    parts: dict[str, tuple[Array, Array]] = field(default_factory=dict)  # steps, from low to high


def compare(before: Outcome, after: Outcome, rows: Array) -> list[Effect]:
    """The rows of which something changes."""
    was, now = before.verdict == _ELIGIBLE, after.verdict == _ELIGIBLE
    old, new = _paid(before, was), _paid(after, now)
    differs = (before.verdict != after.verdict) | (old != new)
    found = []
    for row in rows[differs[rows]].tolist():
        kind = _kind(
            int(before.verdict[row]), int(after.verdict[row]), int(old[row]), int(new[row])
        )
        if kind:
            found.append(
                Effect(
                    row,
                    kind,
                    int(old[row]) if was[row] and before.amount_fen is not None else None,
                    int(new[row]) if now[row] and after.amount_fen is not None else None,
                )
            )
    return found


def _paid(outcome: Outcome, eligible: Array) -> Array:
    if outcome.amount_fen is None:
        return np.zeros(len(eligible), np.int64)
    return np.where(eligible, outcome.amount_fen, 0).astype(np.int64)


def _kind(before: int, after: int, old: int, new: int) -> str:
    if before == _ELIGIBLE and after == _ELIGIBLE:
        return "more" if new > old else "less"
    if after == _OPEN:
        return "unclear"
    if before == _OPEN:
        return "settled"
    if after == _ELIGIBLE:
        return "new"
    return "leaving" if before == _ELIGIBLE else ""


def eligible_and_paid(outcome: Outcome, rows: Array) -> tuple[int, int]:
    """How many of the rows are eligible, and what they get together."""
    eligible = outcome.verdict == _ELIGIBLE
    return int(eligible[rows].sum()), int(_paid(outcome, eligible)[rows].sum())
