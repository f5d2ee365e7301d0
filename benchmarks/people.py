"""A made-up but plausible county, as large as asked for: what the Dibao family of rules reads, in plain columns.

Sizes of households and the shape of incomes are like those of rural China; nothing here is anybody's data. The same seed
and size always give the same people. Amounts are whole fen (int32), dates days since 1970-01-01 (int32), truths bool,
categories and small counts int8.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from doudi.law.cn.facts import EXEMPTIONS, FACTS, RELATIONS, SUPPORT_KINDS

Array = NDArray[np.generic]

ON = date(2022, 6, 1)
AREA = (
    "900101100000"  # a township of the fictional county, where the demonstration figures GZ22 hold
)
TODAY = ON.toordinal() - date(1970, 1, 1).toordinal()

# Households of 1 … 10 members, in thousandths (rural China, by register).
SIZES = (195, 265, 195, 155, 95, 58, 22, 10, 3, 2)
# Supporters outside the household: 0 … 4, in thousandths.
SUPPORTERS = (700, 135, 105, 40, 20)

CODES = {
    f.name: {option: code for code, option in enumerate(f.options)} for f in FACTS if f.options
}

# Facts that real registers lack most often; in a household with unknown facts one to three of them are open.
OFTEN_UNKNOWN = {
    "homes": 25,
    "drew_by_fraud": 15,
    "income_wage": 12,
    "income_transfer": 10,
    "deposits": 12,
    "has_major_illness": 6,
    "is_able_to_work": 6,
    "payer_income": 60,
}  # percent of the rows of such a household


@dataclass(slots=True)
class People:
    """Columns by fact. `known` marks, for facts that some leave open, the rows that state them."""

    households: int
    persons: int
    supporters: int
    members: Array  # how many members each household has
    outside: Array  # how many supporters
    columns: dict[str, Array] = field(default_factory=dict)
    known: dict[str, Array] = field(default_factory=dict)
    is_open: Array = field(
        default_factory=lambda: np.empty(0, bool)
    )  # households that leave something open

    @property
    def facts(self) -> dict[str, Array | tuple[Array, Array]]:
        """What a `Population` takes: a column, or a column with its marks."""
        return {
            name: (column, self.known[name]) if name in self.known else column
            for name, column in self.columns.items()
        }


def make_people(
    persons: int, *, unknown: float = 0.05, seed: int = 20220601, round_amounts: bool = False
) -> People:
    """Exactly `persons` household members. `unknown`: share of households that leave facts open.

    `round_amounts`: every amount is whole yuan, so that 32-bit floats hold it exactly.
    """
    draw = Draw(seed, round_amounts)
    members = _sizes(draw, persons)
    households = len(members)
    outside = draw.one_of(households, SUPPORTERS)
    people = People(households, persons, int(outside.sum(dtype=np.int64)), members, outside)
    home = np.repeat(np.arange(households, dtype=np.int32), members)
    poor = draw.chance(households, 0.16)
    _households(draw, people, poor)
    _members(draw, people, home, poor)
    _supporters(draw, people)
    _forget(draw, people, home, unknown)
    return people


class Draw:
    """Chance, a column at a time."""

    def __init__(self, seed: int, round_amounts: bool) -> None:
        self.random = np.random.Generator(np.random.SFC64(seed))
        self.round_amounts = round_amounts

    def numbers(self, n: int) -> Array:
        return self.random.integers(0, 1 << 16, n, np.uint16)

    def chance(self, n: int, share: float) -> Array:
        return self.numbers(n) < round(share * (1 << 16))

    def one_of(self, n: int, weights: tuple[int, ...]) -> Array:
        """0, 1, 2 … with these weights."""
        table = np.repeat(np.arange(len(weights), dtype=np.int8), weights)
        return table[(self.numbers(n).astype(np.uint32) * len(table)) >> 16]

    def between(self, n: int, low: int, high: int) -> Array:
        """Whole numbers from low to high, most near the lower end."""
        a = self.numbers(n).astype(np.float32) * np.float32(1 / 65536)
        return (low + (high - low) * (a * a)).astype(np.int32)

    def fen(self, n: int, low: int, high: int, to: int = 10) -> Array:
        """Amounts of low … high yuan in multiples of `to` yuan; one in four, from a bank or a payroll, to the fen."""
        yuan = self.between(n, low, high)
        amounts = (yuan - yuan % to) * 100
        if not self.round_amounts:
            odd = self.chance(n, 0.25)
            amounts += odd * (self.numbers(n) % np.uint16(100))
        return amounts.astype(np.int32)


def _sizes(draw: Draw, persons: int) -> Array:
    """Sizes of households that add up to `persons`."""
    sizes = np.empty(0, np.int8)
    while sizes.sum(dtype=np.int64) < persons:
        sizes = np.concatenate([sizes, draw.one_of(max(persons // 3, 100), SIZES) + np.int8(1)])
    after = np.cumsum(sizes, dtype=np.int64)
    last = int(np.searchsorted(after, persons))
    sizes = sizes[: last + 1].copy()
    sizes[last] -= after[last] - persons
    return sizes


def _households(draw: Draw, people: People, poor: Array) -> None:
    n, put = people.households, people.columns
    put["residence_class"] = draw.chance(n, 0.62).astype(np.int8)
    put["has_local_hukou"] = draw.chance(n, 0.96)
    put["homes"] = draw.one_of(n, (6, 84, 9, 1))
    put["home_floor_area"] = (draw.between(n, 40, 320) * 100).astype(
        np.int32
    )  # hundredths of a square metre
    put["disposed_assets"] = draw.chance(n, 0.02)
    put["disposed_on"] = (TODAY - draw.between(n, 0, 1500)).astype(np.int32)
    receives = (poor & draw.chance(n, 0.5)) | draw.chance(n, 0.01)
    put["is_dibao_recipient"] = receives
    put["current_dibao_amount"] = draw.fen(n, 100, 2500) * receives
    put["drew_by_fraud"] = draw.chance(n, 0.002)
    put["income_is_unstable"] = draw.chance(n, 0.3)
    put["gradual_exit_began"] = receives & draw.chance(n, 0.1)
    put["gradual_exit_began_on"] = (TODAY - draw.between(n, 0, 700)).astype(np.int32)


def _members(draw: Draw, people: People, home: Array, poor: Array) -> None:
    n, put = people.persons, people.columns
    start = np.cumsum(people.members, dtype=np.int32) - people.members
    relation, age = _family(draw, people, home, np.arange(n, dtype=np.int32) - start[home])
    put["relation"] = relation
    put["birth_date"] = (
        TODAY - age.astype(np.int32) * 365 - age // 4 - draw.numbers(n) % 365
    ).astype(np.int32)
    adult = age >= 18
    kin = np.isin(
        relation, [CODES["relation"][r] for r in ("grandchild", "grandparent", "sibling", "other")]
    )
    put["has_duty_relation"] = kin & draw.chance(n, 0.5)
    child = relation == CODES["relation"]["child"]
    put["lives_with_family"] = draw.chance(n, 0.95) & ~(child & (age > 25) & draw.chance(n, 0.5))
    put["can_live_independently"] = adult & draw.chance(n, 0.85)
    studies = (age >= 6) & (age <= 22) & draw.chance(n, 0.9)
    graduate = (age > 22) & (age < 28) & draw.chance(n, 0.02)
    put["schooling"] = (studies + 2 * graduate).astype(np.int8)
    for name, share in (("is_imprisoned", 0.002), ("is_in_compulsory_isolation", 0.001),
                        ("is_declared_missing", 0.0005), ("is_clergy", 0.001)):  # fmt: skip
        put[name] = adult & draw.chance(n, share)
    put["clergy_since"] = (TODAY - draw.between(n, 30, 4000)).astype(np.int32)
    put["is_conscript"] = (age >= 18) & (age < 23) & draw.chance(n, 0.02)
    put["is_tekun"] = (age >= 60) & draw.chance(n, 0.01)
    put["is_orphan"] = ~adult & draw.chance(n, 0.003)
    _condition(draw, people, age)
    _income(draw, people, age, poor[home])
    _assets(draw, people, adult)


def _family(draw: Draw, people: People, home: Array, position: Array) -> tuple[Array, Array]:
    """Relations to the head and ages that go together."""
    n, code = people.persons, CODES["relation"]
    others = np.array(
        [code[r] for r in ("child", "parent", "grandchild", "grandparent", "sibling", "other")],
        np.int8,
    )
    relation = others[draw.one_of(n, (58, 15, 19, 2, 4, 2))]
    relation[(position == 1) & draw.chance(n, 0.75)] = code["spouse"]
    relation[position == 0] = code["head"]
    years = np.zeros(len(RELATIONS), np.int16)
    for name, shift in (("child", -27), ("parent", 26), ("grandchild", -53), ("grandparent", 50)):
        years[code[name]] = shift
    head = (24 + draw.numbers(people.households) % 61).astype(np.int16)
    spread = (draw.numbers(n) % 15).astype(np.int16) - 7
    age = head[home] + years[relation] + spread * (position > 0)
    return relation, np.clip(age, 0, 103).astype(np.int16)


def _condition(draw: Draw, people: People, age: Array) -> None:
    n, put = people.persons, people.columns
    disabled = draw.chance(n, 0.065)
    put["disability_type"] = (draw.one_of(n, (12, 18, 2, 45, 8, 10, 5)) + 1) * disabled
    put["disability_grade"] = (draw.one_of(n, (14, 26, 30, 30)) + 1) * disabled
    put["has_major_illness"] = draw.chance(n, 0.035)
    put["is_able_to_work"] = (
        (age >= 16) & (age < 66) & draw.chance(n, 0.93) & ~(disabled & draw.chance(n, 0.6))
    )
    put["is_unemployed"] = draw.chance(n, 0.15)
    put["work_refusals"] = draw.one_of(n, (975, 15, 5, 3, 2))
    put["is_in_hardship"] = draw.chance(n, 0.04)


def _income(draw: Draw, people: People, age: Array, poor: Array) -> None:
    """Yearly sums; a poor household earns less often and less."""
    n, put = people.persons, people.columns
    works = (
        put["is_able_to_work"]
        & ~put["is_unemployed"]
        & ~(poor & draw.chance(n, 0.75))
        & draw.chance(n, 0.8)
    )
    months = (draw.between(n, 2, 13) * works).astype(np.int8)
    put["months_worked"] = months
    put["income_wage"] = draw.fen(n, 900, 6500) * months
    pays = works & draw.chance(n, 0.35)
    put["wage_deductions"] = draw.fen(n, 50, 700) * months * pays
    farms = (age >= 18) & (age < 75) & draw.chance(n, 0.4)
    receipts = draw.fen(n, 200, 24000, to=100) * farms
    receipts[poor] //= 800
    receipts[poor] *= 100  # an eighth, in whole yuan
    put["income_business"] = receipts
    put["business_cost"] = (
        receipts // 100 * (draw.numbers(n) % np.uint16(90)).astype(np.int32) // 100 * 100
    )
    lets = draw.chance(n, 0.04)
    put["income_property"] = draw.fen(n, 100, 6000) * lets
    put["property_cost"] = draw.fen(n, 0, 500) * (lets & draw.chance(n, 0.3))
    old = age >= 60
    put["income_pension_other"] = draw.fen(n, 120, 30000, to=12) * (old & draw.chance(n, 0.55))
    put["income_transfer"] = draw.fen(n, 50, 3000) * draw.chance(n, 0.3)
    put["transfer_deductions"] = draw.fen(n, 50, 2000) * draw.chance(n, 0.03)


def _assets(draw: Draw, people: People, adult: Array) -> None:
    n, put = people.persons, people.columns
    put["deposits"] = draw.fen(n, 0, 60000, to=100) * (adult & draw.chance(n, 0.8))
    put["exempt_deposits"] = draw.fen(n, 500, 30000, to=100) * (adult & draw.chance(n, 0.02))
    put["other_financial_assets"] = draw.fen(n, 500, 50000, to=100) * (adult & draw.chance(n, 0.06))
    put["motor_vehicles"] = (adult & draw.chance(n, 0.06)).astype(np.int8)
    put["exempt_motor_vehicles"] = (put["motor_vehicles"] * draw.chance(n, 0.06)).astype(np.int8)
    put["has_active_business"] = adult & draw.chance(n, 0.008)


def _supporters(draw: Draw, people: People) -> None:
    n, put = people.supporters, people.columns
    kinds, grounds = CODES["supporter_kind"], CODES["payer_exemption"]
    put["supporter_kind"] = draw.one_of(
        n, _weights(kinds, SUPPORT_KINDS, {"child": 70, "parent": 8, "spouse": 4}, 4)
    )
    put["payer_exemption"] = draw.one_of(n, _weights(grounds, EXEMPTIONS, {"none": 84}, 2))
    put["payer_household_size"] = draw.one_of(n, (8, 20, 28, 26, 12, 6)) + np.int8(1)
    put["payer_income"] = draw.fen(n, 800, 16000)
    for name, share in (("supported_person_is_minor", 0.15), ("supported_person_is_dependent", 0.3), ("nearer_supporter_is_unable", 0.2),
                        ("was_raised_by_supported", 0.1), ("has_court_order", 0.01),
                        ("has_support_agreement", 0.06)):  # fmt: skip
        put[name] = draw.chance(n, share)
    put["court_amount"] = draw.fen(n, 100, 1500) * put["has_court_order"]
    put["agreed_amount"] = draw.fen(n, 100, 1500) * put["has_support_agreement"]
    put["paid_amount"] = draw.fen(n, 50, 1200) * draw.chance(n, 0.25)


def _weights(
    codes: dict[str, int], options: dict[str, tuple[str, str]], given: dict[str, int], rest: int
) -> tuple[int, ...]:
    return tuple(given.get(option, rest) for option in sorted(options, key=codes.__getitem__))


def _forget(draw: Draw, people: People, home: Array, unknown: float) -> None:
    """In this share of households, one row or more is left open in at least one fact; all others state everything."""
    people.is_open = np.zeros(people.households, bool)
    if not unknown:
        return
    forgets = draw.chance(people.households, unknown)
    entity = {f.name: f.entity.name for f in FACTS}
    payer = np.repeat(np.arange(people.households, dtype=np.int32), people.outside)
    owner = {
        "household": np.arange(people.households, dtype=np.int32),
        "member": home,
        "supporter": payer,
    }
    first = np.cumsum(people.members, dtype=np.int32) - people.members
    for name, share in OFTEN_UNKNOWN.items():
        rows = owner[entity[name]]
        open_rows = forgets[rows] & draw.chance(len(rows), share / 100)
        if name == "income_wage":  # whoever forgets anything is unsure of the head's wage
            open_rows[first[forgets]] = True
        people.known[name] = ~open_rows
        people.columns[name] = people.columns[name] * people.known[name]
    people.is_open = forgets
