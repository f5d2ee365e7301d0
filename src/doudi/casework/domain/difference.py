"""Paid and due, month by month: what a corrected decision means in money. Fen; what comes of it is for payments to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doudi.units.dates import Month


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """One month: what was paid, what is right. `owed_fen` > 0: the family gets it; < 0: it had too much."""

    month: Month
    paid_fen: int
    right_fen: int

    @property
    def owed_fen(self) -> int:
        return self.right_fen - self.paid_fen


def differences(paid: Mapping[Month, int], right: Mapping[Month, int]) -> list[MonthDifference]:
    """Every month in which the two are not alike, in order."""
    months = sorted({*paid, *right}, key=lambda m: m.index)
    found = [MonthDifference(m, paid.get(m, 0), right.get(m, 0)) for m in months]
    return [d for d in found if d.owed_fen]


def arrears_and_overpayment(found: Iterable[MonthDifference]) -> tuple[int, int]:
    """What is still owed to the family, and what it had too much: never netted here, that needs a law of its own."""
    owed = [d.owed_fen for d in found]
    return sum(o for o in owed if o > 0), -sum(o for o in owed if o < 0)
