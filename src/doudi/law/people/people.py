"""The people of one county as columns: one array for each fact, members of a household after one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from doudi.law.people.chance import Array, Chance, Codes, Reals, Truths
from doudi.law.people.families import CHILDREN, GRANDCHILDREN, PARENTS, Families
from doudi.law.people.figures import Figures
from doudi.rules.declare import Fact

FEN = 100
DAYS_IN_YEAR = 365.2425


@dataclass(slots=True)
class People:
    """`facts` as a `Population` takes them: truths bool, categories codes, dates days, money fen. `home`: the household of
    each member, `slot` the place in the family (`families.SLOTS`). What is drawn but is no fact stands in `drawn`.
    `known` marks the rows that state a fact; `payers` is the number of supporters of each household."""

    families: Families
    figures: Figures
    chance: Chance
    on: date
    options: dict[str, list[str]]
    home: Array
    slot: Codes
    age: Array
    is_man: Truths
    facts: dict[str, Array] = field(default_factory=dict)
    known: dict[str, Truths] = field(default_factory=dict)
    drawn: dict[str, Array] = field(default_factory=dict)
    payers: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    complete: dict[str, Truths] = field(default_factory=dict)

    @classmethod
    def of(
        cls, families: Families, figures: Figures, chance: Chance, on: date, facts: dict[str, Fact]
    ) -> People:
        """The members of these families, without facts yet."""
        there = families.present
        home = np.repeat(np.arange(families.households, dtype=np.int32), families.sizes)
        slots = np.broadcast_to(np.arange(there.shape[1], dtype=np.int8), there.shape)
        options = {name: list(fact.options) for name, fact in facts.items() if fact.options}
        return cls(
            families,
            figures,
            chance,
            on,
            options,
            home,
            slots[there],
            families.age[there],
            families.is_man[there],
        )

    @property
    def households(self) -> int:
        return self.families.households

    @property
    def persons(self) -> int:
        return len(self.home)

    @property
    def today(self) -> int:
        return self.on.toordinal() - date(1970, 1, 1).toordinal()

    @property
    def is_rural(self) -> Truths:
        """Of each member's household."""
        return self.families.is_rural[self.home]

    def in_slot(self, slots: int | slice) -> Truths:
        """The members who stand in these places of their families."""
        if isinstance(slots, int):
            slots = slice(slots, slots + 1)
        there: Truths = (self.slot >= slots.start) & (self.slot < slots.stop)
        return there

    @property
    def is_child_of_head(self) -> Truths:
        return self.in_slot(CHILDREN)

    @property
    def is_grandchild(self) -> Truths:
        return self.in_slot(GRANDCHILDREN)

    @property
    def is_parent_of_head(self) -> Truths:
        return self.in_slot(PARENTS)

    def holds(self, fact: str, option: str) -> Truths:
        """The rows that state this option."""
        there: Truths = self.facts[fact] == self.code(fact, option)
        return there

    def code(self, fact: str, option: str) -> int:
        return self.options[fact].index(option)

    def codes(self, fact: str, option: str, otherwise: str, rows: Truths) -> Codes:
        """A category that is `option` for the marked rows."""
        chosen = self.code(fact, option), self.code(fact, otherwise)
        return np.where(rows, *chosen).astype(np.int8)

    def count_in_home(self, members: Truths) -> Array:
        """How many marked members each household has."""
        return np.bincount(self.home[members], minlength=self.households)

    def dates(self, rows: Truths, least: int, most: int) -> Array:
        """Dates so many days ago for the marked rows. The others hold today: a date that nothing reads, but that is known,
        so that a household without the event is not taken for one with gaps."""
        ago = self.chance.between(len(rows), least, most)
        return (self.today - np.where(rows, ago, 0)).astype(np.int32)

    def any_in_home(self, members: Truths) -> Truths:
        return self.count_in_home(members) > 0

    def sum_in_home(self, amounts: Array) -> Array:
        return np.bincount(self.home, weights=amounts, minlength=self.households)

    def place_figure(self, name: str, rural: Truths) -> Reals:
        """A figure with one value for rural and one for urban people."""
        value = self.figures[name]
        return np.where(rural, np.float32(value["rural"]), np.float32(value["urban"]))

    def by_age(self, name: str) -> Reals:
        """A figure that holds from an age on, for each member."""
        table = self.figures[name]
        places = np.searchsorted(np.array(list(table)), self.age, side="right") - 1
        return np.array(list(table.values()), np.float32)[places]


def fen(yuan: Array, to: int = 10) -> Array:
    """Amounts in fen, in multiples of `to` yuan."""
    return (np.rint(yuan / to) * (to * FEN)).astype(np.int32)
