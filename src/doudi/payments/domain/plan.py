"""A month's payment worked out: for each beneficiary, programme and component, what is paid, held back, stopped or was too much. Pure.

`OpenMonth`: a month in which what the awards give is not what was posted as due, or this month or the one before. What is below
what was posted is never taken off another payment here: it is shown, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from doudi.payments.domain import reasons
from doudi.units.dates import Month

PLANNED, HELD, STOPPED, OVERPAID = "planned", "held", "stopped", "overpaid"
NEW, CHANGED, UNCHANGED, ARREARS, GONE, RETRIED = (
    "new",
    "changed",
    "unchanged",
    "arrears",
    "stopped",
    "retried",
)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Whose money it is. `person` 0: the household's; `occasion` 0: paid every month."""

    area_code: str
    household: int
    person: int
    programme: str
    component: str
    occasion: int = 0


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """`target_fen`: what the award gives for the month; `posted_fen`: the sum of dues so far; `seq`: the next due's number."""

    key: Key
    month: int  # Month.index
    award: int
    target_fen: int
    posted_fen: int
    seq: int


@dataclass(frozen=True, slots=True)
class Payee:
    """The account that the money goes to. `fault`: a key of reasons.py, or ""."""

    account: int
    name: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that the bank gave back and nobody has paid again. `dues`: the months that it was for."""

    line: int
    key: Key
    amount_fen: int
    account: int
    dues: list[dict[str, Any]]


@dataclass(slots=True)
class Surroundings:
    """What else must be known of the beneficiaries of a place. Months are indexes; a span has its last month or None."""

    holds: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)  # by award
    deaths: Mapping[int, int] = field(default_factory=dict)  # person → month of death
    members: Mapping[int, Sequence[int]] = field(default_factory=dict)  # household → persons
    covered: Mapping[tuple[int, int], int] = field(
        default_factory=dict
    )  # (person, month) → household
    openers: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # programme → what must stand beside it
    standing: Mapping[int, Sequence[tuple[str, int, int | None]]] = field(
        default_factory=dict
    )  # person → awards
    household_payees: Mapping[int, Payee] = field(default_factory=dict)
    person_payees: Mapping[int, Payee] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    key: Key
    state: str
    change: str
    amount_fen: int
    month_fen: int
    before_fen: int
    dues: list[dict[str, Any]]
    payee: Payee | None = None
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    retry_of: int | None = None

    def text(self) -> str:
        """What the digest is made of: everything that is signed."""
        k = self.key
        account = self.payee.account if self.payee else 0
        months = ",".join(f"{d['month']}:{d['fen']}:{d['seq']}" for d in self.dues)
        return (
            f"{k.area_code}|{k.household}|{k.person}|{k.programme}|{k.component}|{k.occasion}|{self.state}|{self.change}|"
            f"{self.amount_fen}|{account}|{self.reason}|{self.retry_of or 0}|{months}"
        )


def plan_lines(
    month: Month,
    open_months: Iterable[OpenMonth],
    around: Surroundings,
    returned: Iterable[Returned] = (),
) -> list[PlannedLine]:
    """In the order of their keys, which is the order of the bank file."""
    lines: list[PlannedLine] = []
    ordered = sorted(open_months, key=lambda m: (m.key, m.month))
    for key, months in groupby(ordered, key=lambda m: m.key):
        lines.extend(_lines_of(month.index, key, list(months), around))
    lines.extend(_retry(r, around) for r in returned)
    lines.sort(key=lambda line: (line.key, line.retry_of or 0, line.reason))
    return lines


def _lines_of(
    now: int, key: Key, months: list[OpenMonth], around: Surroundings
) -> list[PlannedLine]:
    before = sum(m.posted_fen for m in months if m.month == now - 1)
    pay: list[OpenMonth] = []
    held: dict[str, list[OpenMonth]] = {}
    too_much: list[OpenMonth] = []
    for m in months:
        if m.posted_fen > m.target_fen:
            too_much.append(m)
        elif m.posted_fen < m.target_fen:
            reason = _why_not(m, around)
            held.setdefault(reason, []).append(m) if reason else pay.append(m)
    payee = payee_of(key, around)
    fault = payee.fault if payee else reasons.NO_ACCOUNT
    if pay and fault:
        held[fault] = pay
        pay = []
    lines = [
        _line(now, key, HELD, those, before, reason=reason, payee=payee)
        for reason, those in held.items()
    ]
    if pay:
        lines.append(_line(now, key, PLANNED, pay, before, payee=payee))
    if too_much:
        lines.append(_line(now, key, OVERPAID, too_much, before))
    given_now = any(m.month == now and m.target_fen for m in months)
    if before and not given_now:
        lines.append(_line(now, key, STOPPED, [], before))
    return lines


def _line(
    now: int,
    key: Key,
    state: str,
    months: list[OpenMonth],
    before: int,
    *,
    reason: str = "",
    payee: Payee | None = None,
) -> PlannedLine:
    dues: list[dict[str, Any]] = [
        {
            "award": m.award,
            "month": str(Month.from_index(m.month)),
            "fen": m.target_fen - m.posted_fen,
            "seq": m.seq,
        }
        for m in months
    ]
    counted = months if state in (PLANNED, HELD) else []
    amount = sum(m.target_fen - m.posted_fen for m in counted)
    this_month = sum(m.target_fen - m.posted_fen for m in counted if m.month == now)
    change = GONE if state == STOPPED else _change(now, months, before)
    return PlannedLine(key, state, change, amount, this_month, before, dues, payee, reason)


def _change(now: int, months: list[OpenMonth], before: int) -> str:
    here = [m for m in months if m.month == now]
    if not here:
        return ARREARS
    if not before:
        return NEW
    return UNCHANGED if sum(m.target_fen for m in here) == before else CHANGED


def _retry(returned: Returned, around: Surroundings) -> PlannedLine:
    """Held until the account is another one, or was confirmed since."""
    payee = payee_of(returned.key, around)
    reason = payee.fault if payee else reasons.NO_ACCOUNT
    state = HELD if reason else PLANNED
    return PlannedLine(
        returned.key,
        state,
        RETRIED,
        returned.amount_fen,
        0,
        0,
        returned.dues,
        payee,
        reason,
        retry_of=returned.line,
    )


# -- reasons not to pay a month -------------------------------------------------------------------------
def _why_not(m: OpenMonth, around: Surroundings) -> str:
    if any(first <= m.month <= last for first, last in around.holds.get(m.award, ())):
        return reasons.HOLD
    if _is_after_death(m, around):
        return reasons.DEATH
    if not _is_opened(m, around):
        return reasons.PREREQUISITE
    if _is_covered_elsewhere(m, around):
        return reasons.COVERED
    return ""


def _is_after_death(m: OpenMonth, around: Surroundings) -> bool:
    """A person's award ends with the month of death; a household's when nobody of it lives."""
    if m.key.occasion:
        return False
    if m.key.person:
        return m.month > around.deaths.get(m.key.person, m.month)
    members = around.members.get(m.key.household, ())
    return bool(members) and all(m.month > around.deaths.get(p, m.month) for p in members)


def _is_opened(m: OpenMonth, around: Surroundings) -> bool:
    openers = around.openers.get(m.key.programme)
    if not openers or not m.key.person:
        return True
    return any(
        programme in openers and first <= m.month and (last is None or m.month <= last)
        for programme, first, last in around.standing.get(m.key.person, ())
    )


def _is_covered_elsewhere(m: OpenMonth, around: Surroundings) -> bool:
    if m.key.person or m.key.occasion:
        return False
    return any(
        around.covered.get((person, m.month), m.key.household) != m.key.household
        for person in around.members.get(m.key.household, ())
    )


def payee_of(key: Key, around: Surroundings) -> Payee | None:
    """A person's own account first, else the household's."""
    own = around.person_payees.get(key.person) if key.person else None
    return own or around.household_payees.get(key.household)
