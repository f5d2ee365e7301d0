"""The kernel on a made-up rulebook of 170 variables: how fast is a whole county's law, not only the Dibao family?

    python -m benchmarks.many_variables [--persons N] [--unknown SHARE]

12 facts of each person, 12 of each household, 3 of each supporter; 40 results. Twelve rounds of the same questions (old or
ill, what counts of an income, income by head below the line, what is missing to it), each on other facts and figures.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import extra_mb, io_floor_s, machine_line, seconds
from benchmarks.people import SIZES, SUPPORTERS
from doudi.rules.columns import Population
from doudi.rules.declare import Fact, Rule, category, day, number, truth
from doudi.rules.dimensions import NUMBER, parse_unit
from doudi.rules.kernel import Program, compile_program, run
from doudi.rules.language import (
    add_months,
    any,
    compare,
    completed_years,
    count,
    is_one_of,
    max,
    min,
    reached,
    rounded,
    sum,
    when,
)
from doudi.rules.nodes import COUNT, TRUTH, Entity, Node
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import read_declarations
from doudi.units.text import Text

ROUNDS, RESULTS = 12, 40
ON, AREA = date(2022, 7, 1), "520000000000"
ILL = {"none": ("无", "none"), "light": ("轻", "light"), "grave": ("重", "grave")}
CLASSES = {"town": ("城镇", "town"), "farm": ("农村", "farm")}

household = Entity("household", Text("家庭", "household"))
member = household.rows("member", zh="成员", en="member", maximum=60)
supporter = household.rows("supporter", zh="义务人", en="supporter", maximum=20)


def _facts() -> list[Fact]:
    def of(entity: Entity, kind: str, names: str) -> list[Fact]:
        make: dict[str, Callable[[str], Fact]] = {
            "truth": lambda n: truth(entity, n, zh=n, en=n),
            "ill": lambda n: category(entity, n, ILL, zh=n, en=n),
            "yuan": lambda n: number(entity, n, unit="yuan", between=(0, 10_000_000), zh=n, en=n),
            "day": lambda n: day(entity, n, zh=n, en=n),
        }
        return [make[kind](name) for name in names.split()]

    return [
        *of(household, "truth", "h_yes0 h_yes1 h_yes2 h_yes3"),
        *of(household, "ill", "h_ill"),
        category(household, "place", CLASSES, zh="place", en="place"),
        *of(household, "yuan", "h_sum0 h_sum1 h_sum2 h_sum3"),
        *of(household, "day", "h_day0 h_day1"),
        *of(member, "truth", "m_yes0 m_yes1 m_yes2 m_yes3"),
        *of(member, "ill", "m_ill0 m_ill1"),
        *of(member, "yuan", "m_sum0 m_sum1 m_sum2 m_sum3 m_sum4"),
        *of(member, "day", "born"),
        truth(supporter, "is_exempt", zh="x", en="x"),
        number(supporter, "earns", unit="yuan/month", between=(0, 10_000_000), zh="x", en="x"),
        number(supporter, "mouths", unit="person", between=(1, 60), zh="x", en="x"),
    ]


def _values() -> str:
    """Figures: shares, allowances and ages that differ from round to round."""

    def one(name: str, kind: str, value: str, more: str = "") -> str:
        return f'{name}: {{zh: x, en: x, kind: {kind}, law: "1", {more} figures: [{{from: 2000-01-01, {value}, source: x}}]}}'

    money, years = "unit: yuan, between: [0, 100000],", "unit: year, between: [0, 120],"
    months = "unit: month, between: [1, 60],"
    line = "unit: yuan/person/month, by: place, between: [0, 10000], comparator: yes,"
    return "\n".join(
        [
            one("line", "number", 'town: 679, farm: 441, comparator: "<"', line),
            one("months", "number", "value: 12", months),
            one("wait", "number", "value: 6", months),
            one("to_jiao", "rounding", "value: {to: jiao, mode: ceil}"),
            *(one(f"share{i}", "rate", f"value: {v}") for i, v in enumerate(("1/3", "30%", "50%", "3/7"))),
            *(one(f"allowance{i}", "number", f"value: {v}", money) for i, v in enumerate((100, 2000, 5000, 30000))),
            *(one(f"years{i}", "number", f"value: {v}", years) for i, v in enumerate((16, 18, 60, 80))),
        ]
    )  # fmt: skip


class Law:
    """Rules as they are added, and the results that are asked for."""

    def __init__(self) -> None:
        self.rules: list[tuple[str, Rule]] = []
        self.results: list[str] = []

    def add(
        self,
        entity: Entity,
        unit: str,
        name: str,
        inputs: str,
        formula: Callable[..., Node],
        result: bool = False,
    ) -> None:
        """A variable; `formula` takes its inputs in their order."""
        names = tuple(inputs.split())
        kind, measure = (TRUTH, NUMBER) if unit == "truth" else (COUNT, parse_unit(unit))
        body = lambda **nodes: formula(*(nodes[n] for n in names))  # noqa: E731 - a formula with the names it is given
        self.rules.append(
            (
                "made_up",
                Rule(name, entity, kind, measure, Text("x", "x"), "1", "x", body, inputs=names),
            )
        )
        if result:
            self.results.append(name)


def make_law() -> tuple[Rulebook, list[str]]:
    """The rulebook, and the names of its results."""
    law = Law()
    law.add(member, "year", "age", "born decision_date", completed_years)
    law.add(member, "truth", "counts", "m_yes0 m_yes1", lambda a, b: a & ~b)
    law.add(household, "person", "size", "counts", lambda c: max(count(c), 1), True)
    for n in range(2):
        law.add(
            supporter,
            "yuan/month",
            f"spare{n}",
            "earns mouths line place",
            lambda earns, m, line, p: max(earns - line[p] * m, 0),
        )
        law.add(
            supporter,
            "yuan/month",
            f"due{n}",
            f"spare{n} share{n} is_exempt",
            lambda s, r, x: when(x, 0, s * r),
        )
        law.add(household, "yuan/month", f"support{n}", f"due{n}", sum, True)
    for n in range(ROUNDS):
        _members_round(law, n)
        _household_round(law, n)
    with tempfile.TemporaryDirectory() as folder:
        values = Path(folder) / "values.yaml"
        values.write_text(_values(), encoding="utf-8")
        facts = _facts()
        declarations, figures = read_declarations(values, "made_up", {f.name: f for f in facts})
    entities = [household, member, supporter]
    book = Rulebook(
        entities=entities, facts=facts, rules=law.rules, declarations=declarations, figures=figures
    )
    return book, law.results[:RESULTS]


def _members_round(law: Law, n: int) -> None:
    before = f"fits{n - 1}" if n else "counts"
    mine, other, third = (f"m_sum{(n + shift) % 5}" for shift in (0, 2, 1))
    law.add(
        member,
        "truth",
        f"is_old{n}",
        f"age years{n % 4} m_yes{n % 4}",
        lambda a, y, x: (a >= y) & ~x,
    )
    law.add(
        member,
        "truth",
        f"is_ill{n}",
        f"m_ill{n % 2} {before}",
        lambda i, b: is_one_of(i, "light", "grave") | b,
    )
    law.add(
        member,
        "truth",
        f"fits{n}",
        f"is_old{n} is_ill{n} m_yes{(n + 1) % 4}",
        lambda a, b, c: (a | b) & c,
    )
    law.add(
        member,
        "yuan",
        f"net{n}",
        f"{mine} {other} allowance{n % 4}",
        lambda a, b, k: max(a - b - k, 0),
    )
    if n % 2:
        law.add(member, "yuan", f"cost{n}", f"{third} allowance{n % 4}", min)
    else:
        law.add(member, "yuan", f"cost{n}", f"{third} share{n % 4}", lambda a, r: a * r)
    law.add(member, "yuan", f"income{n}", f"fits{n} net{n} cost{n}", when)
    law.add(
        member,
        "truth",
        f"is_asked{n}",
        f"fits{n} {'h_yes0' if n % 3 else 'counts'} is_ill{n}",
        lambda a, b, c: a & b & ~c,
    )


def _household_round(law: Law, n: int) -> None:
    law.add(
        household,
        "yuan",
        f"sum{n}",
        f"income{n} is_asked{n}",
        lambda i, w: sum(i, where=w),
        n % 2 == 0,
    )
    law.add(
        household,
        "yuan",
        f"total{n}",
        f"sum{n} support{n % 2} months h_sum{n % 4}",
        lambda s, d, m, h: s + d * m + h,
    )
    law.add(
        household,
        "yuan/person/month",
        f"by_head{n}",
        f"total{n} size months",
        lambda t, s, m: t / (s * m),
    )
    law.add(
        household,
        "truth",
        f"is_low{n}",
        f"by_head{n} line place",
        lambda head, line, p: compare(head, line[p], by=line),
        True,
    )
    law.add(
        household,
        "truth",
        f"anybody{n}",
        f"is_old{n} is_ill{n} h_yes1",
        lambda a, b, c: any(a & b) | c,
    )
    law.add(
        household, "truth", f"may{n}", f"is_low{n} anybody{n} h_yes{n % 4} h_day{n % 2} wait h_ill",
        lambda a, b, c, d, w, i: a & b & c & reached(add_months(d, w)) & (i != "none"), True,
    )  # fmt: skip
    if n % 2 == 0:
        law.add(
            household, "yuan/month", f"amount{n}", f"may{n} line place size total{n} months to_jiao",
            lambda y, line, p, s, t, m, r: when(y, max(rounded((line[p] * s * m - t) / m, r), 0), 0), True,
        )  # fmt: skip


def make_population(book: Rulebook, persons: int, unknown: float) -> Population:
    """About so many persons; `unknown`: the share of households that leave something open."""
    chance = np.random.Generator(np.random.SFC64(1))
    sizes = chance.choice(len(SIZES), persons // 2, p=np.array(SIZES) / 1000).astype(
        np.int8
    ) + np.int8(1)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes, dtype=np.int64), persons)) + 1]
    outside = chance.choice(len(SUPPORTERS), len(sizes), p=np.array(SUPPORTERS) / 1000).astype(
        np.int8
    )
    rows = {
        "household": len(sizes),
        "member": int(sizes.sum(dtype=np.int64)),
        "supporter": int(outside.sum(dtype=np.int64)),
    }
    facts: dict[str, Any] = {
        f.name: _column(f, rows[f.entity.name], chance) for f in book.facts.values()
    }
    if unknown:
        is_open = chance.random(len(sizes)) < unknown
        theirs = np.repeat(is_open, sizes)
        for name in ("m_sum0", "m_yes1", "m_ill0"):
            facts[name] = facts[name], ~(theirs & (chance.random(rows["member"]) < 0.6))
        facts["h_sum0"] = facts["h_sum0"], ~is_open
    lists = {"member": sizes, "supporter": outside}
    return Population(
        book, len(sizes), facts=facts, lists=lists, complete=dict.fromkeys(lists, True)
    )


def _column(fact: Fact, rows: int, chance: np.random.Generator) -> Any:
    if fact.kind == TRUTH:
        return chance.random(rows, np.float32) < 0.3
    if fact.options:
        return chance.integers(0, len(fact.options), rows, dtype=np.int8)
    if fact.kind == "date":
        return chance.integers(-12_000, 19_000, rows, dtype=np.int32)
    if not fact.unit.is_money:
        return chance.integers(1, 7, rows, dtype=np.int8)
    return chance.integers(0, 3_000_000, rows, dtype=np.int32)


def measure(persons: int, unknown: float) -> dict[str, Any]:
    """Figures of one size."""
    book, results = make_law()
    program: Program = compile_program(book.at(ON, AREA), results)
    run(program, make_population(book, 2000, unknown))  # warm
    people = make_population(book, persons, unknown)
    out = run(program, people)
    compiled = program.for_shape(people.shape())
    inputs = [c.values for c in people.facts.values()]
    inputs += [c.known for c in people.facts.values() if c.known is not None] + list(
        people.offsets.values()
    )
    kernel_s = seconds(lambda: run(program, people, out), 7)
    floor = io_floor_s(inputs, list(out.values()), 7)
    return {
        "persons": people.rows("member"),
        "unknown_share": unknown,
        "variables": len(book.variables),
        "instructions": len(compiled.exact.rows),
        "instructions_open": len(compiled.opened.rows) if compiled.opened else 0,
        "kernel_s": round(kernel_s, 4),
        "persons_per_s": round(people.rows("member") / kernel_s),
        "one_worker_s": round(seconds(lambda: run(program, people, out, threads=1), 5), 4),
        "io_floor_s": round(floor, 4),
        "floor_ratio": round(kernel_s / floor, 2),
        "extra_mb": extra_mb(lambda: run(program, people, out)),
        "threads": os.cpu_count(),
        "machine": machine_line(),
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--persons", type=int, default=10_000_000)
    options.add_argument("--unknown", type=float, default=0.0)
    asked = options.parse_args()
    print(json.dumps(measure(asked.persons, asked.unknown), indent=1))
