"""A month's payment worked out: for each beneficiary, programme and component, what is paid, held back, stopped or was too much. Pure.

`OpenMonth`: a month in which what the awards give is not what was posted as due, or this month or the one before. What is below
what was posted is never taken off another payment here: it is shown, and a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from doudi.payments.domain import reasons
from doudi.units.dates import Month

PLANNED, HELD, STOPPED, OVERPAID = "planned", "held", "stopped", "overpaid"
NEW, CHANGED, UNCHANGED, ARREARS, GONE, RETRIED, SERVICE = (
    "new",
    "changed",
    "unchanged",
    "arrears",
    "stopped",
    "retried",
    "service",
)
NOT_BOUGHT, UNCONFIRMED, CONFIRMED = 0, 1, 2  # care of a month, and its hours


Whose = tuple[int, int, str, int]  # household (0 of a person's own), person, programme, occasion


QUARTER = 3  # months; Month.index of January is a multiple of it


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Whose money it is. `person` 0: the household's; `occasion` 0: paid every month."""

    area_code: str
    household: int
    person: int
    programme: str
    component: str
    occasion: int = 0

    @property
    def whose(self) -> Whose:
        """The beneficiary: a person is the same in whichever household."""
        return (0 if self.person else self.household, self.person, self.programme, self.occasion)


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """`target_fen`: what the award gives for the month; `posted_fen`: the sum of dues so far; `seq`: the next due's number.

    `decided`: the day (ordinal) of the decision that gave the award; 0 where none did. `bought`: it buys care, and whether the hours
    are confirmed: then `target_fen` is what they cost.
    """

    key: Key
    month: int  # Month.index
    award: int
    target_fen: int
    posted_fen: int
    seq: int
    decided: int = 0
    is_yearly: int = 0
    bought: int = NOT_BOUGHT


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


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a household at the end of the months `first <= month < end`; `joined`: the day (ordinal), 0 where not known."""

    person: int
    first: int
    end: int
    joined: int = 0


@dataclass(slots=True)
class Surroundings:
    """What else must be known of the beneficiaries of a place. Months are indexes."""

    holds: Mapping[Whose, Sequence[tuple[int, int]]] = field(default_factory=dict)
    deaths: Mapping[int, int] = field(default_factory=dict)  # person → month; -1: nobody knows
    stays: Mapping[int, Sequence[Stay]] = field(default_factory=dict)  # household → its people
    covered: Mapping[tuple[int, int], int] = field(
        default_factory=dict
    )  # (person, month) → household
    openers: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # programme → what must stand beside it
    standing: Mapping[int, Sequence[tuple[str, int, int | None]]] = field(
        default_factory=dict
    )  # person → awards
    apart: frozenset[frozenset[str]] = frozenset()  # programmes that nobody has together
    quarterly: Sequence[tuple[str, str, str]] = ()  # area from, area to, programme ("": all)
    given_to: Mapping[tuple[int, str], Sequence[tuple[int, int | None, Payee]]] = field(
        default_factory=dict
    )  # (award, component) → who gets it from which month to which
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
    netted: list[dict[str, int]] = field(default_factory=list)  # see domain/netting.py

    def text(self) -> str:
        """What the digest is made of: everything that is signed."""
        k = self.key
        account = self.payee.account if self.payee else 0
        months = ",".join(
            f"{d['month']}:{d['fen']}:{d['seq']}:{'+'.join(map(str, d.get('persons', ())))}"
            for d in self.dues
        )
        return (
            f"{k.area_code}|{k.household}|{k.person}|{k.programme}|{k.component}|{k.occasion}|{self.state}|{self.change}|"
            f"{self.amount_fen}|{account}|{self.reason}|{self.retry_of or 0}|{months}"
            + "".join(f"|{n['receivable']}:{n['fund']}:{n['fen']}" for n in self.netted)
        )


def plan_lines(
    month: Month,
    open_months: Iterable[OpenMonth],
    around: Surroundings,
    returned: Iterable[Returned] = (),
    *,
    programmes: Collection[str] = (),
    is_regular: bool = True,
) -> list[PlannedLine]:
    """In the order of their keys, which is the order of the bank file. `programmes`: of these only; none named: all.

    Where money comes quarterly, the first month's regular run pays the quarter; a supplementary one pays it at any time.
    """
    ordered = sorted(open_months, key=lambda m: (m.key, m.month))
    plan = _Plan(month.index, around, ordered, waits=is_regular and month.index % QUARTER > 0)
    lines: list[PlannedLine] = []
    for key, months in groupby(ordered, key=lambda m: m.key):
        if not programmes or key.programme in programmes:
            lines.extend(plan.lines_of(key, list(months)))
    lines.extend(_retry(r, around) for r in returned)
    lines.sort(
        key=lambda line: (
            line.key,
            line.retry_of or 0,
            line.reason,
            line.payee.account if line.payee else 0,
        )
    )
    return lines


class _Plan:
    """What the lines of one place must know of each other."""

    def __init__(
        self, now: int, around: Surroundings, months: Sequence[OpenMonth], *, waits: bool
    ) -> None:
        self.now, self.around, self.waits = now, around, waits
        self.claimed: dict[tuple[int, int], int] = {}  # (person, month) → household
        self.void: dict[tuple[int, int], list[OpenMonth]] = {}  # posted, and nothing is given
        for m in months:
            if m.posted_fen > 0 and not m.target_fen and not m.key.occasion:
                self.void.setdefault((m.key.household, m.month), []).append(m)
                if m.key.person:
                    self.void.setdefault((-m.key.person, m.month), []).append(m)

    def lines_of(self, key: Key, months: list[OpenMonth]) -> list[PlannedLine]:
        before = sum(m.posted_fen for m in months if m.month == self.now - 1)
        is_quarterly = self._is_quarterly(key)
        pay: dict[Payee | None, list[OpenMonth]] = {}
        held: dict[tuple[str, Payee | None], list[OpenMonth]] = {}
        too_much: list[OpenMonth] = []
        for m in months:
            if m.posted_fen > m.target_fen:
                too_much.append(m)
            elif m.posted_fen < m.target_fen and (
                m.month <= self.now or (is_quarterly and not m.bought)
            ):
                payee = payee_of(key, self.around, m.award, m.month)
                reason = self._why_not(m) or (payee.fault if payee else reasons.NO_ACCOUNT)
                if not reason and is_quarterly and self.waits and not m.bought:
                    reason = reasons.QUARTERLY
                if reason:
                    held.setdefault((reason, payee), []).append(m)
                else:
                    pay.setdefault(payee, []).append(m)
        lines = [
            self._line(key, HELD, those, before, reason=reason, payee=payee)
            for (reason, payee), those in held.items()
        ]
        for payee, those in pay.items():
            lines.append(self._line(key, PLANNED, those, before, payee=payee))
        if too_much:
            lines.append(self._line(key, OVERPAID, too_much, before))
        given_now = any(m.month == self.now and (m.target_fen or m.bought) for m in months)
        comes_monthly = not key.occasion and not any(m.is_yearly for m in months)
        if before and not given_now and comes_monthly:
            lines.append(self._line(key, STOPPED, [], before))
        return lines

    def _is_quarterly(self, key: Key) -> bool:
        return not key.occasion and any(
            first <= key.area_code < end and programme in ("", key.programme)
            for first, end, programme in self.around.quarterly
        )

    def _line(
        self,
        key: Key,
        state: str,
        months: list[OpenMonth],
        before: int,
        *,
        reason: str = "",
        payee: Payee | None = None,
    ) -> PlannedLine:
        dues = [self._due(m, state) for m in months]
        counted = months if state in (PLANNED, HELD) else []
        amount = sum(m.target_fen - m.posted_fen for m in counted)
        this_month = sum(m.target_fen - m.posted_fen for m in counted if m.month == self.now)
        change = GONE if state == STOPPED else _change(self.now, months, before)
        return PlannedLine(key, state, change, amount, this_month, before, dues, payee, reason)

    def _due(self, m: OpenMonth, state: str) -> dict[str, Any]:
        """With the people that a household's money counts for, each once in a month."""
        due: dict[str, Any] = {
            "award": m.award,
            "month": str(Month.from_index(m.month)),
            "fen": m.target_fen - m.posted_fen,
            "seq": m.seq,
        }
        if state == PLANNED and _is_for_all(m.key):
            due["persons"] = [
                p
                for p in self._people(m)
                if (p, m.month) not in self.around.covered and (p, m.month) not in self.claimed
            ]
            self.claimed.update({(p, m.month): m.key.household for p in due["persons"]})
        return due

    # -- reasons not to pay a month -----------------------------------------------------------------
    def _why_not(self, m: OpenMonth) -> str:
        holds = self.around.holds.get(m.key.whose, ())
        if _is_held(holds, m.month, self.now):
            return reasons.HOLD
        nobody = self._nobody(m)
        if nobody:
            return nobody
        if not _is_opened(m, self.around):
            return reasons.PREREQUISITE
        if m.bought == UNCONFIRMED:
            return reasons.UNCONFIRMED
        if self._is_paid_otherwise(m):
            return reasons.PAID_OTHERWISE
        if _is_for_all(m.key) and self._is_covered_elsewhere(m):
            return reasons.COVERED
        return ""

    def _nobody(self, m: OpenMonth) -> str:
        """A person's award ends with the month of death; a household's when nobody of it lives."""
        if m.key.occasion:
            return ""
        people = [m.key.person] if m.key.person else [s.person for s in self._stays(m)]
        if not people:
            return reasons.NOBODY
        return "" if any(self._lives(p, m.month) for p in people) else reasons.DEATH

    def _lives(self, person: int, month: int) -> bool:
        return month <= self.around.deaths.get(person, month)

    def _stays(self, m: OpenMonth) -> list[Stay]:
        return [s for s in self.around.stays.get(m.key.household, ()) if s.first <= m.month < s.end]

    def _people(self, m: OpenMonth) -> list[int]:
        """Who lived in the household at the end of the month and was there when the award was decided: nobody counted the others."""
        stays = self._stays(m)
        counted = [s for s in stays if not m.decided or s.joined <= m.decided] or stays
        return [s.person for s in counted if self._lives(s.person, m.month)]

    def _is_covered_elsewhere(self, m: OpenMonth) -> bool:
        home = m.key.household
        return any(
            taken.get((person, m.month), home) != home
            for person in self._people(m)
            for taken in (self.around.covered, self.claimed)
        )

    def _is_paid_otherwise(self, m: OpenMonth) -> bool:
        """The month was paid under what nobody has beside this, or under other parts; that is settled first."""
        if m.key.occasion:
            return False
        others = self.void.get((m.key.household, m.month), [])
        if m.key.person:
            others = others + self.void.get((-m.key.person, m.month), [])
        return any(
            o.key.whose == m.key.whose
            or (
                frozenset((o.key.programme, m.key.programme)) in self.around.apart
                and (o.key.person == m.key.person or not o.key.person or not m.key.person)
            )
            for o in others
        )


def _change(now: int, months: list[OpenMonth], before: int) -> str:
    here = [m for m in months if m.month == now]
    if months and all(m.bought for m in months):
        return SERVICE
    if not here:
        return ARREARS
    if not before:
        return NEW
    return UNCHANGED if sum(m.target_fen for m in here) == before else CHANGED


def _retry(returned: Returned, around: Surroundings) -> PlannedLine:
    """Held until the account is another one, or was confirmed since."""
    first = returned.dues[0]
    payee = payee_of(returned.key, around, first["award"], Month.parse(first["month"]).index)
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


def _is_opened(m: OpenMonth, around: Surroundings) -> bool:
    openers = around.openers.get(m.key.programme)
    if not openers or not m.key.person:
        return True
    return any(
        programme in openers and first <= m.month and (last is None or m.month <= last)
        for programme, first, last in around.standing.get(m.key.person, ())
    )


def _is_held(holds: Sequence[tuple[int, int]], month: int, now: int) -> bool:
    """As long as one of them stands. When the last is over, what was held is paid: only a decision takes it away."""
    stands = any(first <= now <= last for first, last in holds)
    return stands and any(first <= month <= last for first, last in holds)


def _is_for_all(key: Key) -> bool:
    """A household's monthly money: it counts each of its people."""
    return not key.person and not key.occasion


def payee_of(key: Key, around: Surroundings, award: int, month: int) -> Payee | None:
    """Whoever is to get this part of the award in the month; else the person's own account, else the household's."""
    for first, last, payee in around.given_to.get((award, key.component), ()):
        if first <= month and (last is None or month <= last):
            return payee
    own = around.person_payees.get(key.person) if key.person else None
    return own or around.household_payees.get(key.household)
