"""What was paid and not owed, and how it comes back: which payments are taken back, from which fund, in what instalments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.units.dates import Month


@dataclass(frozen=True, slots=True)
class Payment:
    """What one line paid for one month. `is_paid`: it reached the account, and was not given back."""

    line: int
    award: int
    component: str
    month: Month
    fen: int
    is_paid: bool
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of a payment may be taken back."""

    payment: Payment
    fen: int


def take_latest_first(excess_fen: int, payments: Sequence[Payment]) -> list[Taken]:
    """What is too much for a month, of the payments for it: the latest first. What is still on its way, or came back, counts first
    and is not taken: it was never really paid."""
    left = excess_fen
    taken: list[Taken] = []
    for payment in sorted(payments, key=lambda p: (p.is_paid, -p.line)):
        part = min(left, payment.fen)
        left -= part
        if part and payment.is_paid:
            taken.append(Taken(payment, part))
    return taken


def spread(balances: Iterable[tuple[int, int]], fen: int) -> list[tuple[int, int]]:
    """(fund, fen) for a sum that comes back, from the balances (fund, fen) in their order. ValueError: more than they hold."""
    parts: list[tuple[int, int]] = []
    for fund, held in balances:
        part = min(fen, held)
        if part > 0:
            parts.append((fund, part))
            fen -= part
    if fen:
        raise ValueError(f"{fen} fen more than there is")
    return parts


@dataclass(frozen=True, slots=True)
class Due:
    """The next instalment: by when, how much is still missing of it; `overdue_fen`: what should have come by the day and has not."""

    on: date | None
    fen: int
    overdue_fen: int


def next_instalment(
    amount_fen: int, back_fen: int, instalment_fen: int | None, first_due: date | None, on: date
) -> Due:
    """`back_fen`: what came back, was netted or waived. Without a plan nothing is late."""
    if amount_fen <= back_fen or not instalment_fen or first_due is None:
        return Due(None, max(0, amount_fen - back_fen), 0)
    met = back_fen // instalment_fen
    wanted = min(amount_fen, (met + 1) * instalment_fen) - back_fen
    come = 0
    while come * instalment_fen < amount_fen and later(first_due, come) <= on:
        come += 1
    owed = min(amount_fen, come * instalment_fen)
    return Due(later(first_due, met), wanted, max(0, owed - back_fen))


def later(first: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    month = Month.from_date(first) + months
    return date(month.year, month.month, min(first.day, month.last_day.day))
