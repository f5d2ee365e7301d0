"""Every instruction of the machine does what `MEANING` says, over whole blocks and at their edges."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from doudi.rules.assemble import Store, assemble
from doudi.rules.columns import Population
from doudi.rules.declare import FIRST_DAY, LAST_DAY, category, day, day_number, number, truth
from doudi.rules.instructions import MEANING, Sheet, Value
from doudi.rules.kernel import Compiled, OutColumn, _Run
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text

household = Entity("household", Text("家庭", "household"))
member = household.rows("member", zh="成员", en="member", maximum=60)
TEN = {f"c{i}": (str(i), str(i)) for i in range(10)}
FAR = 10**17  # beyond what floating point counts one by one


def a_number(entity: Entity, name: str, low: int, high: int) -> Any:
    return number(entity, name, unit="number", between=(low, high), zh=name, en=name)


FACTS = [
    a_number(household, "a", -FAR, FAR),
    a_number(household, "b", -FAR, FAR),
    a_number(household, "divisor", 1, FAR),
    a_number(household, "few", -1000, 1000),
    a_number(household, "months", -600, 600),
    truth(household, "p", zh="p", en="p"),
    truth(household, "q", zh="q", en="q"),
    category(household, "i", TEN, zh="i", en="i"),
    category(household, "j", TEN, zh="j", en="j"),
    day(household, "birth", zh="birth", en="birth"),
    day(household, "on", zh="on", en="on"),
    a_number(member, "x", -FAR // 100, FAR // 100),
    truth(member, "t", zh="t", en="t"),
]
BOOK = Rulebook(entities=[household, member], facts=FACTS, rules=[])
SLOTS = {name: slot for slot, name in enumerate(BOOK.facts)}


def some(fact: Any, count: int, seed: int) -> list[int]:
    """Numbers within the bounds of a fact: both ends, about zero, small, and anything."""
    chance = np.random.default_rng([seed, SLOTS[fact.name]])
    low, high = fact.low, fact.high
    near = [n for n in (low, high, low + 1, high - 1, 0, 1, -1, 2, -2) if low <= n <= high]
    size = 10 ** chance.integers(1, 18, count)
    anything = chance.integers(np.maximum(low, -size), np.minimum(high, size) + 1)
    return np.where(chance.random(count) < 0.4, chance.choice(near, count), anything).tolist()


def population(sizes: Sequence[int], seed: int = 0) -> tuple[Population, dict[str, list[int]]]:
    rows = {"household": len(sizes), "member": sum(sizes)}
    numbers = {f.name: some(f, rows[f.entity.name], seed) for f in FACTS}
    columns = {
        f.name: np.array(numbers[f.name], np.int8 if f.kind in ("truth", "category") else np.int64)
        for f in FACTS
    }
    people = Population(
        BOOK,
        len(sizes),
        facts=columns,
        lists={"member": np.array(sizes)},
        complete={"member": True},
        in_steps=True,
    )
    return people, numbers


def new_sheet() -> Sheet:
    return Sheet([1, member.maximum])


def fact(sheet: Sheet, name: str) -> Value:
    declared = BOOK.facts[name]
    narrow = declared.kind in ("truth", "category")
    entity = 0 if declared.entity is household else 1
    return sheet.load(SLOTS[name], entity, (declared.low, declared.high), narrow, None)


def results(people: Population, values: Sequence[Value], width: int = 8) -> list[list[int]]:
    """What the machine gives for instructions that are written down as they are."""
    columns = tuple(OutColumn(str(n), v.entity, width) for n, v in enumerate(values))
    code = assemble([Store(v, v.entity, n, width) for n, v in enumerate(values)])
    types: dict[int, type] = {1: np.int8, 4: np.int32, 8: np.int64}
    rows = [people.rows(people.entities[v.entity].name) for v in values]
    out: list[Any] = [np.full(n, -77, types[width]) for n in rows]
    _Run(Compiled(columns, code, None, (), ()), people, out).work(1)
    return [column.tolist() for column in out]


WIDE = [("a", "b"), ("a", "few"), ("few", "few")]
CASES: list[tuple[str, tuple[str, ...], tuple[int, ...]]] = [
    *((op, pair, ()) for op in ("add", "sub", "min", "max", "lt", "le", "eq", "ne") for pair in WIDE),
    ("mul", ("few", "few"), ()),
    *((op, (x, "divisor"), ()) for op in ("div", "div_up", "div_zero") for x in ("a", "few")),
    *((op, ("a",), (k,)) for op in ("add_k", "from_k", "min_k", "max_k") for k in (-7, 0, FAR)),
    *((op, ("a",), (k,)) for op in ("lt_k", "ge_k", "eq_k", "ne_k") for k in (-1, 0, 2, FAR)),
    *(("mul_k", ("few",), (k,)) for k in (-3, 2, 10**12)),
    *(("div_k", (x,), (k,)) for x in ("a", "few") for k in (2, 3, 7, 12, 100_800, 10**9 + 7, 2**52 + 1, FAR - 1)),
    *(
        ("round_k", (x,), (shift, back, unit))
        for x in ("a", "few")
        for unit in (2, 60, 1_008_000)
        for shift, back in ((0, 0), (unit - 1, 0), (unit // 2, 0), (unit // 2, 1))
    ),
    *((op, ("p", "q"), ()) for op in ("and", "or", "and_not", "min", "max", "eq", "ne", "lt", "le")),
    *((op, ("i", "j"), ()) for op in ("min", "max", "eq", "ne", "lt", "le")),
    *((op, ("i",), (k,)) for op in ("eq_k", "ne_k", "lt_k", "ge_k", "min_k", "max_k") for k in (0, 3, 9)),
    ("not", ("p",), ()),
    ("widen", ("i",), ()),
    ("choose", ("p", "a", "b"), ()),
    ("choose", ("p", "i", "j"), ()),
    *(("choose_k", ("p", x), (k,)) for x, k in (("a", -FAR), ("a", 0), ("i", 5))),
    *(("choose_kk", ("p",), k) for k in ((3, -4), (FAR, -FAR), (0, 1))),
    ("pick", ("i",), tuple(n * n * FAR // 100 - 5 for n in range(10))),
    ("pick2", ("i", "j"), (10, *(n * 31 - 500 for n in range(100)))),
    ("years", ("birth", "on"), ()),
    *(("years_k", ("birth",), (day_number_of,)) for day_number_of in (FIRST_DAY, 0, 19416, 19782, 19781, LAST_DAY)),
    ("add_months", ("birth", "months"), ()),
    *(("add_months_k", ("birth",), (k,)) for k in (-13, -1, 1, 6, 12, 4800)),
    ("month_of", ("birth",), ()),
]  # fmt: skip


@pytest.mark.parametrize(("op", "facts", "k"), CASES, ids=lambda v: str(v)[:30])
def test_an_instruction_means_what_it_says(
    op: str, facts: tuple[str, ...], k: tuple[int, ...]
) -> None:
    people, numbers = population([0] * 1300)
    sheet = new_sheet()
    args = tuple(fact(sheet, name) for name in facts)
    numeric = args[1:] if op.startswith("choose") else args
    truths = ("lt", "le", "eq", "ne", "lt_k", "ge_k", "eq_k", "ne_k", "and", "or", "and_not", "not")
    fits = all(a.narrow for a in numeric) and all(-128 <= n < 128 for n in k)
    narrow = op in truths or (
        fits and op in ("min", "max", "min_k", "max_k", "choose", "choose_k", "choose_kk")
    )
    value = sheet._write(op, args, k, 0, narrow, (-(2**61), 2**61))
    meaning: Callable[..., int] = MEANING[op]
    wanted = [meaning(*operands, *k) for operands in zip(*(numbers[f] for f in facts), strict=True)]
    assert results(people, [value])[0] == wanted


def test_every_day_has_its_month_and_birthday() -> None:
    days = [
        *range(day_number_from(1896), day_number_from(1905)),
        *range(day_number_from(1996), day_number_from(2005)),
    ]
    columns = {"birth": np.array(days, np.int32), "on": np.array(days[::-1], np.int32)}
    people = Population(BOOK, len(days), facts=columns, lists={}, complete={}, in_steps=True)
    sheet = new_sheet()
    birth, on = fact(sheet, "birth"), fact(sheet, "on")
    ops: list[tuple[str, tuple[Value, ...], tuple[int, ...]]] = [
        ("month_of", (birth,), ()),
        ("years", (on, birth), ()),
        *(("add_months_k", (birth,), (k,)) for k in (1, 13, -1, 30)),
    ]
    values = [sheet._write(op, args, k, 0, False, (-(2**61), 2**61)) for op, args, k in ops]
    for (op, args, k), got in zip(ops, results(people, values), strict=True):
        operands = zip(*(days if a is birth else days[::-1] for a in args), strict=True)
        assert got == [MEANING[op](*o, *k) for o in operands], op


def day_number_from(year: int) -> int:
    return day_number(date(year, 1, 1))


# -- between a household and its rows ----------------------------------------------------------------
SIZES = {
    "none": [0, 0, 0],
    "one household": [3],
    "each size": list(range(61)),
    "each size, largest first": list(range(60, -1, -1)),
    "many alike": [2] * 3000,
    "mixed": np.random.default_rng(1).choice((0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 13, 60), 2500).tolist(),
}  # fmt: skip


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())
def test_what_crosses_between_a_household_and_its_rows(sizes: list[int]) -> None:
    people, numbers = population(sizes, seed=len(sizes))
    sheet = new_sheet()
    x, t, few, p = (fact(sheet, name) for name in ("x", "t", "few", "p"))
    far = (-(2**61), 2**61)
    values = [
        sheet._write("sum", (x,), (1,), 0, False, far),
        sheet._write("count", (t,), (1,), 0, False, far),
        sheet._write("any", (t,), (1,), 0, True, (0, 1)),
        sheet._write("all", (t,), (1,), 0, True, (0, 1)),
        sheet._write("least", (x,), (1,), 0, False, far),
        sheet._write("most", (x,), (1,), 0, False, far),
        sheet.row_count(1),
        sheet.spread(few, 1),
        sheet.spread(p, 1),
    ]
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    of = [slice(a, b) for a, b in itertools.pairwise(starts)]
    xs, ts = ([numbers[name][s] for s in of] for name in ("x", "t"))
    wanted = [
        [sum(r) for r in xs],
        [sum(r) for r in ts],
        [max(r, default=0) for r in ts],
        [min(r, default=1) for r in ts],
        [min(r, default=0) for r in xs],
        [max(r, default=0) for r in xs],
        sizes,
        [n for n, size in zip(numbers["few"], sizes, strict=True) for _ in range(size)],
        [n for n, size in zip(numbers["p"], sizes, strict=True) for _ in range(size)],
    ]
    assert results(people, values) == wanted


def test_results_are_written_in_every_width() -> None:
    people, numbers = population([1] * 300)
    sheet = new_sheet()
    for name, widths in (("few", (4, 8)), ("i", (1, 4, 8))):
        value = fact(sheet, name)
        for width in widths:
            assert results(people, [value], width) == [numbers[name]]
    code = sheet._write("widen", (fact(sheet, "i"),), (), 0, False, (0, 9))
    assert results(people, [code], 1) == [numbers["i"]]
    seven = sheet.constant(7)
    columns = Store(seven, 0, 0, 8)
    out = np.zeros(300, np.int64)
    _Run(Compiled((OutColumn("x", 0, 8),), assemble([columns]), None, (), ()), people, [out]).work(
        1
    )
    assert set(out.tolist()) == {7}
