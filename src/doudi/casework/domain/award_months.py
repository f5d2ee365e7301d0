"""Which months an award pays, and which programmes one person never has together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doudi.rules.rulebook import Edition
from doudi.rules.stacking import CHOOSE, EXCLUSIVE
from doudi.units.dates import Month

APART = (EXCLUSIVE, CHOOSE)
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Paid:
    """An award as its months see it. `holds`: first and last month of each hold that was not lifted."""

    period: str
    amount_fen: int | None
    first: Month
    last: Month | None
    holds: tuple[tuple[Month, Month], ...] = ()


def months_paid(award: Paid, until: Month) -> list[tuple[Month, int]]:
    """(month, fen) up to and including `until`. A held month is left out as long as a hold stands in the month of `until`."""
    if award.amount_fen is None:
        return []
    last = until if award.last is None else min(award.last, until)
    months: Iterable[Month] = award.first.through(last)
    if award.period == "once":
        months = [award.first] if award.first <= last else []
    elif award.period == "year":
        months = [m for m in months if (m.index - award.first.index) % YEAR == 0]
    return [(m, award.amount_fen) for m in months if not is_held(award, m, until)]


def is_held(award: Paid, month: Month, now: Month) -> bool:
    """Held until it is lifted, or ends by itself and is not renewed: then only a decision takes the month away."""
    stands = any(first <= now <= last for first, last in award.holds)
    return stands and any(first <= month <= last for first, last in award.holds)


def are_apart(edition: Edition, one: str, other: str) -> bool:
    """Whether one person may not have both, as the matrix says with the switches of the place."""
    pairing = edition.rulebook.stacking.between(one, other)
    return pairing is not None and edition.relation(pairing) in APART
