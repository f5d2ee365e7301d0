"""Families: which persons live in a household, how they are related, how old they are, men or women.

A household has fixed places (`SLOTS`), each taken or not; its members are listed in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from doudi.law.people.chance import Array, Chance, Codes, Reals, Truths
from doudi.law.people.figures import Figures

SLOTS = (
    "head", "spouse", "child", "child", "child", "child", "child_spouse",
    "grandchild", "grandchild", "grandchild", "parent", "parent", "grandparent", "sibling",
)  # fmt: skip
HEAD, SPOUSE, CHILDREN, CHILD_SPOUSE = 0, 1, slice(2, 6), 6
GRANDCHILDREN, PARENTS, GRANDPARENT, SIBLING = slice(7, 10), slice(10, 12), 12, 13
FIRST_CHILD, FIRST_PARENT = 2, 10

#: The relation to the head as the facts name it.
RELATION = {name: name for name in SLOTS} | {"child_spouse": "other"}
OLDEST = 104
#: Kinds of family of one person with no legal supporter: whom Tekun support is for.
WITH_NOBODY = ("no_one_old", "no_one_disabled")


@dataclass(slots=True)
class Families:
    """Households of one county. `kind` is an index into `kinds`; the tables have a row for each household, a column for each slot."""

    kinds: tuple[str, ...]
    kind: Codes
    is_rural: Truths
    village: Array
    present: Truths
    age: Array
    is_man: Truths

    @property
    def households(self) -> int:
        return len(self.kind)

    @property
    def sizes(self) -> Array:
        members: Array = self.present.sum(axis=1)
        return members

    def is_kind(self, *names: str) -> Truths:
        return np.isin(self.kind, [self.kinds.index(n) for n in names])

    def by_kind(self, figure: dict[str, Any], missing: float = 0.0) -> Reals:
        """A figure that is given by kind of family, for each household."""
        table = np.array([figure.get(name, missing) for name in self.kinds], np.float32)
        return table[self.kind]

    def take(self, rows: Array) -> Families:
        """These households only."""
        parts = (self.kind, self.is_rural, self.village, self.present, self.age, self.is_man)
        return Families(self.kinds, *(part[rows] for part in parts))


def draw_families(
    persons: int, village: Array, is_urban: Truths, figures: Figures, chance: Chance
) -> Families:
    """Families with exactly `persons` members. `village`: where each household lives (some more than needed)."""
    kinds, rare = figures["family.kinds"], figures["family.rare_times"]
    is_rural = ~is_urban[village]
    kind = np.zeros(len(village), np.int8)
    for rows, column in ((is_rural, "rural"), (~is_rural, "urban")):
        weights = [entry[column] * (rare if "rare" in entry else 1) for entry in kinds.values()]
        kind[rows] = chance.one_of(int(rows.sum()), weights)
    table = _Table(kinds, kind, chance)
    families = Families(
        tuple(kinds), kind, is_rural, village, table.present(), table.ages(), table.men()
    )
    return _exactly(persons, families, chance)


def _exactly(persons: int, families: Families, chance: Chance) -> Families:
    """Leave out households here and there, and the last members of one, until the number is right."""
    order = chance.random.permutation(families.households)
    after = np.cumsum(families.sizes[order])
    whole = int(np.searchsorted(after, persons, side="right"))
    missing = persons - (int(after[whole - 1]) if whole else 0)
    rows = np.sort(order[: whole + bool(missing)])
    found = families.take(rows)
    if missing:
        cut = np.flatnonzero(rows == order[whole])[0]
        members = np.flatnonzero(found.present[cut])
        found.present[cut, members[missing:]] = False
    return found


class _Table:
    """The figures of each household's kind, and what is drawn from them."""

    def __init__(self, kinds: dict[str, Any], kind: Codes, chance: Chance) -> None:
        self.kinds, self.kind, self.chance = list(kinds.values()), kind, chance
        self.n = len(kind)

    def figure(self, name: str, missing: float = 0.0) -> Reals:
        column = [float(entry.get(name, missing)) for entry in self.kinds]
        return np.array(column, np.float32)[self.kind]

    def counts(self, name: str, most: int) -> Codes:
        """How many of these relatives; each kind gives the weights of 0, 1, 2 …"""
        found = np.zeros(self.n, np.int8)
        for place, entry in enumerate(self.kinds):
            if name in entry:
                rows = np.flatnonzero(self.kind == place)
                found[rows] = np.minimum(self.chance.one_of(len(rows), entry[name]), most)
        return found

    def present(self) -> Truths:
        there = np.zeros((self.n, len(SLOTS)), bool)
        there[:, HEAD] = True
        there[:, SPOUSE] = self.chance.happens(self.n, self.figure("spouse"))
        there[:, CHILDREN] = np.arange(4) < self.counts("children", 4)[:, None]
        married = self.chance.happens(self.n, self.figure("child_spouse"))
        there[:, CHILD_SPOUSE] = married & there[:, FIRST_CHILD]
        there[:, GRANDCHILDREN] = np.arange(3) < self.counts("grandchildren", 3)[:, None]
        there[:, PARENTS] = np.arange(2) < self.counts("parents", 2)[:, None]
        there[:, GRANDPARENT] = self.chance.happens(self.n, self.figure("grandparent"))
        there[:, SIBLING] = self.chance.happens(self.n, self.figure("sibling"))
        return there

    def ages(self) -> Array:
        chance, n = self.chance, self.n
        low, high, lean = (self.figure(f"head_{part}") for part in ("from", "to", "lean"))
        age = np.zeros((n, len(SLOTS)), np.float32)
        head = low + (high - low) * chance.even(n) ** lean
        age[:, HEAD] = head
        age[:, SPOUSE] = np.maximum(head - chance.between(n, -2, 6), np.minimum(head, 20))
        first = np.maximum(head - self.figure("child_gap", 25) - chance.between(n, 0, 5), 0)
        steps = np.cumsum(chance.even(n * 4).reshape(n, 4) * 3 + 1, axis=1) - 1
        age[:, CHILDREN] = np.maximum(first[:, None] - steps, chance.even(n)[:, None])
        age[:, CHILD_SPOUSE] = np.maximum(first - chance.between(n, -1, 4), 20)
        oldest = np.maximum(first - chance.between(n, 22, 29), 0)
        age[:, GRANDCHILDREN] = np.maximum(oldest[:, None] - steps[:, :3], chance.even(n)[:, None])
        parent = head + chance.between(n, 21, 31)
        age[:, PARENTS] = parent[:, None] + np.array([0, -2])
        age[:, GRANDPARENT] = parent + chance.between(n, 20, 28)
        age[:, SIBLING] = np.maximum(head - chance.between(n, 0, 8), 0)
        return np.minimum(age, OLDEST).astype(np.int16)

    def men(self) -> Truths:
        chance, n = self.chance, self.n
        man = chance.happens(n * len(SLOTS), 0.5).reshape(n, len(SLOTS))
        man[:, HEAD] = chance.happens(n, self.figure("head_is_man", 0.8))
        man[:, SPOUSE] = ~man[:, HEAD]
        man[:, CHILD_SPOUSE] = ~man[:, FIRST_CHILD]
        man[:, FIRST_PARENT + 1] = ~man[:, FIRST_PARENT]
        return man
