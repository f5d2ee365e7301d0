"""The rules of evidence (`evidence.py`) for columns: one fact of hundreds of thousands of subjects at once.

Dates are days since 1970-01-01; `NO_DAY` stands for none. Truths and categories are numbers too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doudi.registry.domain.evidence import How

Array = NDArray[Any]
NO_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True)
class Columns:
    """Statements of one fact that hold on the day, one row each: of whom (a place from 0 up), what, learnt when.

    `item`, `period_from`, `period_to` are None where no row has any (one row of a subject then replaces the other).
    """

    subject: Array
    value: Array
    known: Array
    learnt: Array
    order: Array
    item: Array | None = None
    period_from: Array | None = None
    period_to: Array | None = None

    def take(self, chosen: Array) -> Columns:
        """Only these rows."""
        return Columns(
            *(None if c is None else c[chosen] for c in (getattr(self, n) for n in self.__slots__))  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """For each subject what the evidence comes to, whether it is known, and whether anything was stated at all."""

    value: Array
    known: Array
    stated: Array


@dataclass(frozen=True, slots=True)
class BasePeriods:
    """The base period of each row's place (see `evidence.BasePeriod`)."""

    first: Array
    last: Array
    months: Array

    def takes(self, rows: Columns) -> Array:
        """Whether the period of each row ends in its base period; rows without a period always count."""
        assert rows.period_to is not None
        ends: Array = rows.period_to
        inside: Array = (ends == NO_DAY) | ((self.first <= ends) & (ends <= self.last))
        return inside

    def are_later(self, rows: Columns) -> Array:
        """Whether the period of each row begins after its base period."""
        assert rows.period_from is not None
        later: Array = (rows.period_from != NO_DAY) & (rows.period_from > self.last)
        return later

    def shares(self, rows: Columns) -> Array:
        """Each row's amount, of a longer period the part that belongs here."""
        assert rows.period_from is not None
        assert rows.period_to is not None
        dated = (rows.period_from != NO_DAY) & (rows.period_to != NO_DAY)
        long = np.where(dated, _month(rows.period_to) - _month(rows.period_from) + 1, 0)
        part = (2 * rows.value * self.months + long) // np.maximum(2 * long, 1)
        return np.where(long > self.months, part, rows.value)


def outdone(subjects: int, rows: Columns, listed_on: int, are_later: Array) -> Array:
    """Of which subjects a list says nothing (`evidence.outdoes_list`), by statements none of which counts on the day.

    `are_later`: rows that are of a later time only.
    """
    against = np.where(are_later, rows.learnt == listed_on, rows.learnt >= listed_on)
    found = np.zeros(subjects, bool)
    found[rows.subject[against]] = True
    return found


def _month(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def settle_plain(subjects: int, rows: Columns) -> Totals:
    """Statements without items: the last learnt of each subject counts."""
    return _spread(subjects, rows.take(last_of_each(subjects, rows)))


def settle_items(subjects: int, rows: Columns, how: How, base: BasePeriods | None = None) -> Totals:
    """Statements with items; `base`: for incomes, the base period of each row."""
    if base is not None:
        inside = base.takes(rows)
        rows = rows.take(inside)
        base = BasePeriods(base.first[inside], base.last[inside], base.months[inside])
    if how is How.last:
        return settle_plain(subjects, rows)
    keys = [rows.subject, rows.item]
    if base is not None:
        keys += [rows.period_from, rows.period_to]
    chosen = last_of_each(subjects, rows, keys)
    value = rows.value if base is None else base.shares(rows)
    return _combined(subjects, rows.subject[chosen], value[chosen], rows.known[chosen], how)


def add_up(first: Totals, second: Totals, how: How) -> Totals:
    """What two groups of items come to together. Not for `How.last`."""
    stated = first.stated | second.stated
    known = stated & (first.known | ~first.stated) & (second.known | ~second.stated)
    if how is How.add:
        return Totals(np.where(known, first.value + second.value, 0), known, stated)
    yes = (first.known & (first.value != 0)) | (second.known & (second.value != 0))
    return Totals(yes.astype(np.int64), known | yes, stated)


def last_of_each(subjects: int, rows: Columns, keys: Sequence[Array | None] | None = None) -> Array:
    """Places of the rows that were learnt last of their keys (subjects, without any); mostly each subject has only one row."""
    seen = np.zeros(subjects, bool)
    seen[rows.subject] = True
    if int(seen.sum()) == len(rows.subject):
        return np.arange(len(rows.subject))
    return _last_by_keys([k for k in keys or [rows.subject] if k is not None], rows)


def _last_by_keys(keys: Sequence[Array], rows: Columns) -> Array:
    ordered = np.lexsort((rows.order, rows.learnt, *keys))
    if not len(ordered):
        return ordered
    ends = np.zeros(len(ordered), bool)
    ends[-1] = True
    for key in keys:
        sorted_key = key[ordered]
        ends[:-1] |= sorted_key[1:] != sorted_key[:-1]
    return ordered[ends]


def _spread(subjects: int, rows: Columns) -> Totals:
    value = np.zeros(subjects, np.int64)
    known, stated = np.zeros(subjects, bool), np.zeros(subjects, bool)
    value[rows.subject] = np.where(rows.known, rows.value, 0)
    known[rows.subject] = rows.known
    stated[rows.subject] = True
    return Totals(value, known, stated)


def _combined(subjects: int, subject: Array, value: Array, known: Array, how: How) -> Totals:
    total = np.zeros(subjects, np.int64)  # no float: sums of money
    np.add.at(total, subject[known], (value if how is How.add else value != 0)[known])
    stated, all_known = np.zeros(subjects, bool), np.ones(subjects, bool)
    stated[subject] = True
    all_known[subject[~known]] = False
    if how is How.any:
        return Totals((total > 0).astype(np.int64), stated & (all_known | (total > 0)), stated)
    return Totals(np.where(all_known, total, 0), stated & all_known, stated)
