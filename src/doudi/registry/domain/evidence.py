"""What counts of all that was ever stated of one fact of one subject: the rules of evidence, for one row at a time.

1. A statement counts on the days it holds, `valid_from <= day < valid_to`, once it is learnt.
2. Of statements of the same item and period the last learnt counts. A row without a number says: it is known not to be known.
3. Numbers of several items and periods add up; of truths one yes is enough; of dates and categories the last learnt counts.
   One item that is not known leaves a sum unknown.
4. An income counts whose period ends in the base period, the whole months before the day; of a longer period its share.
5. Where nothing counts, the list that covers the subject speaks (`Coverage`); without one the fact is unknown.
6. A list does not speak of whom it names, and not against what was learnt after it (`outdoes_list`): who had an income last
   year is not without one this year because the list that said so goes on.

`bulk_evidence.py` applies the same rules to columns of millions of rows; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from doudi.units.dates import Month


class How(Enum):
    """How several items of one fact make one value."""

    add = "add"
    any = "any"
    last = "last"


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of evidence. `value` in the register's numbers (fen, codes, days); None: known not to be known.

    `learnt_on` with `order` (any number that grows with recording) says which of two was learnt later.
    """

    value: int | None
    learnt_on: date
    order: int
    item: str = ""
    period_from: date | None = None
    period_to: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )

    def is_of_later(self, on: date, base: BasePeriod | None) -> bool:
        """Whether it says nothing yet of the day, nor of the base period."""
        begins_later = self.valid_from is not None and self.valid_from > on
        return begins_later or (
            base is not None and self.period_from is not None and self.period_from > base.last
        )

    @property
    def learnt(self) -> tuple[date, int]:
        return self.learnt_on, self.order


@dataclass(frozen=True, slots=True)
class BasePeriod:
    """The whole months before a day over which incomes are counted."""

    first: date
    last: date
    months: int

    @classmethod
    def before(cls, on: date, months: int) -> BasePeriod:
        this = Month.from_date(on)
        return cls((this - months).first_day, (this - 1).last_day, months)

    def share_of(self, row: Statement) -> int | None:
        """What of a row's amount belongs here: all, or of a period longer than this its part by months, to the nearest unit."""
        if row.value is None or row.period_from is None or row.period_to is None:
            return row.value
        long = months_touched(row.period_from, row.period_to)
        if long <= self.months:
            return row.value
        return (2 * row.value * self.months + long) // (2 * long)

    def takes(self, row: Statement) -> bool:
        return row.period_to is None or self.first <= row.period_to <= self.last


def months_touched(first: date, last: date) -> int:
    """How many calendar months a period touches."""
    return Month.from_date(last).index - Month.from_date(first).index + 1


@dataclass(frozen=True, slots=True)
class Settled:
    """What the evidence comes to. `value` None: known not to be known. `rows`: the statements that count, last learnt first."""

    value: int | None
    rows: tuple[Statement, ...]


def settle(
    rows: Iterable[Statement],
    how: How,
    on: date,
    *,
    base: BasePeriod | None = None,
    known_by: date | None = None,
) -> Settled | None:
    """What is known on a day from these statements of one fact of one subject; None: nothing was stated.

    `base`: for incomes, the base period. `known_by`: as the register would have said it on that day.
    """
    latest: dict[tuple[str, date | None, date | None], Statement] = {}
    for row in rows:
        unheard = known_by is not None and row.learnt_on > known_by
        if unheard or not row.holds(on) or (base is not None and not base.takes(row)):
            continue
        same = (
            (row.item, row.period_from, row.period_to)
            if base is not None
            else (row.item, None, None)
        )
        if same not in latest or latest[same].learnt < row.learnt:
            latest[same] = row
    counted = sorted(latest.values(), key=lambda row: row.learnt, reverse=True)
    if not counted:
        return None
    if how is How.last:
        return Settled(counted[0].value, (counted[0],))
    values = [base.share_of(row) if base is not None else row.value for row in counted]
    return Settled(_combined(values, how), tuple(counted))


def outdoes_list(
    rows: Iterable[Statement],
    listed_on: date,
    on: date,
    *,
    base: BasePeriod | None = None,
    known_by: date | None = None,
) -> bool:
    """Whether a list learnt on a day says nothing of the subject of these statements, of which none counts on the day.

    One learnt on the list's own day stands on it. One learnt later goes before it, unless it is of a later time only.
    """
    heard = (row for row in rows if known_by is None or row.learnt_on <= known_by)
    return any(
        row.learnt_on == listed_on if row.is_of_later(on, base) else row.learnt_on >= listed_on
        for row in heard
    )


def _combined(values: list[int | None], how: How) -> int | None:
    known = [value for value in values if value is not None]
    if how is How.any:
        if any(known):
            return 1
        return None if len(known) < len(values) else 0
    return sum(known) if len(known) == len(values) else None
