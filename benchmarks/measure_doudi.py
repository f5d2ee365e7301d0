"""Doudi's side of `doudi bench rules`, in a process of its own: prints its figures as JSON.

    python -m benchmarks.measure_doudi PERSONS SHARE [FOLDER]

With FOLDER: everything, and the results are saved there for comparison; without: only how long the kernel takes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import cores_taken, extra_mb, io_floor_s, seconds
from benchmarks.people import AREA, ON, People, make_people
from doudi.law.cn import load_rulebook
from doudi.rules.case import Case, Row
from doudi.rules.columns import Population
from doudi.rules.decide import decide
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.kernel import Program, compile_program, run
from doudi.rules.nodes import DATE
from doudi.rules.report import report
from doudi.rules.rulebook import Edition, Rulebook, used_names

HERE = Path(__file__).parent
PACK = HERE / "pack"
FAMILY = HERE / "family.yaml"
PROGRAMMES = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]


def load_edition() -> Edition:
    """The rulebook on the day and in the place of the benchmark: GZ22, with category top-ups."""
    return load_rulebook(PACK).at(ON, AREA)


def population_of(book: Rulebook, people: People) -> Population:
    """From columns to ready to run. Of whatever else the law asks, everybody states the plainest: no, none, nothing."""
    return Population(
        book,
        people.households,
        facts=people.facts,
        lists={"member": people.members, "supporter": people.outside},
        complete={"member": True, "supporter": True},
        everybody=plainest(book, people),
    )


def plainest(book: Rulebook, people: People) -> dict[str, int]:
    """No, the first option, nothing, for every fact that the people were not given; dates stay open."""
    others = (f for f in book.facts.values() if f.name not in people.columns and f.kind != DATE)
    return {f.name: min(max(f.low, 0), f.high) for f in others}


def measure(persons: int, unknown: float, folder: Path | None) -> dict[str, Any]:
    """All figures of one size, or, without a folder, only how long the kernel takes."""
    repeats = 25 if persons <= 2_000_000 else 9
    edition = load_edition()
    program = compile_program(edition, PROGRAMMES)
    run(program, population_of(edition.rulebook, make_people(2_000, unknown=unknown)))  # warm
    people = make_people(persons, unknown=unknown)
    held = {"population": population_of(edition.rulebook, people)}
    out = run(program, held["population"])

    def load() -> None:
        held["population"] = population_of(edition.rulebook, people)

    def decide_all() -> None:
        run(program, held["population"], out)

    def both() -> None:
        load()
        decide_all()

    if folder is None:
        return {"kernel_s": seconds(decide_all, repeats)}
    held.clear()  # what a population holds beside the columns counts as extra
    figures: dict[str, Any] = {
        "extra_mb": extra_mb(both),
        "load_s": seconds(load, repeats),
    }

    def time_kernel() -> None:
        figures["kernel_s"] = seconds(decide_all, repeats)

    figures["cores_taken_by_others"] = cores_taken(time_kernel)
    for name, column in out.items():
        np.save(folder / f"{name}.npy", column)
    inputs = input_columns(held["population"])
    return {
        "persons": persons,
        "households": people.households,
        "supporters": people.supporters,
        "unknown_share": unknown,
        **figures,
        "io_floor_s": io_floor_s(inputs, list(out.values()), repeats),
        "input_mb": round(sum(c.nbytes for c in inputs) / 1e6),
        "output_mb": round(sum(c.nbytes for c in out.values()) / 1e6),
        "threads": os.cpu_count(),
        **count_variables(program, held["population"]),
        "explain_ms": explain_ms(edition, people),
        "decide_cold_s": decide_cold_s(),
    }


def input_columns(population: Population) -> list[NDArray[Any]]:
    """Everything that the kernel reads: columns, marks of what is known, where each household's rows begin."""
    facts = population.facts.values()
    marks = [c.known for c in facts if c.known is not None]
    return [*(c.values for c in facts), *marks, *population.offsets.values()]


def count_variables(program: Program, population: Population) -> dict[str, int]:
    """Facts read, variables of the rulebook that the outputs rest on, instructions that remain of them."""
    edition = program.edition
    entries = [name for p in edition.programmes for name in p.entry.values()]
    reached: dict[str, None] = {}
    while entries:
        name = entries.pop()
        node = edition.expression(name)
        if name not in reached and node is not None:
            reached[name] = None
            entries += used_names(node, "var")
    compiled = program.for_shape(population.shape())
    return {
        "facts": len(population.facts),
        "doudi_variables": len(reached),
        "instructions": len(compiled.exact.rows),
        "instructions_open": len(compiled.opened.rows) if compiled.opened else 0,
    }


# -- one family ------------------------------------------------------------------------------------
def explain_ms(edition: Edition, people: People, families: int = 60) -> float:
    """Median time to decide one family by the four programmes with all reasons in words, warm."""
    closed = np.flatnonzero(~people.is_open)[:families]
    cases = cases_of(
        edition.rulebook, people, people.columns, closed, plainest(edition.rulebook, people)
    )
    return decide_ms(edition, cases, PROGRAMMES)


def decide_ms(edition: Edition, cases: Sequence[Case], only: Sequence[str] | None = None) -> float:
    """Median time to decide one of them with all reasons in words, the first ten not counted. `only`: by these programmes."""
    times = []
    for case in cases:
        start = time.perf_counter()
        report(decide(edition.rulebook, case, only), "zh")
        times.append(time.perf_counter() - start)
    return statistics.median(times[10:]) * 1000


def cases_of(
    book: Rulebook,
    people: People,
    columns: Mapping[str, NDArray[Any]],
    homes: Iterable[int],
    everybody: Mapping[str, int],
) -> list[Case]:
    """Households as cases, from columns in which they state everything, and from what everybody states."""
    entity = {f.name: f.entity.name for f in book.facts.values()}
    times = {f.name: STEPS_PER_FEN if f.unit.is_money else 1 for f in book.facts.values()}
    first = {"member": _starts(people.members), "supporter": _starts(people.outside)}
    sizes = {"member": people.members, "supporter": people.outside}

    def facts(of: str, row: int) -> dict[str, int]:
        found = {n: number for n, number in everybody.items() if entity[n] == of}
        return found | {n: int(c[row]) * times[n] for n, c in columns.items() if entity[n] == of}

    return [
        Case(
            f"family {home}",
            ON,
            AREA,
            facts("household", home),
            {
                of: [
                    Row(f"{of} {row + 1}", facts(of, int(first[of][home]) + row))
                    for row in range(int(sizes[of][home]))
                ]
                for of in sizes
            },
            dict.fromkeys(sizes, True),
        )
        for home in homes
    ]


def _starts(sizes: NDArray[Any]) -> NDArray[np.int64]:
    return np.cumsum(sizes, dtype=np.int64) - sizes


def decide_cold_s(repeats: int = 5) -> float:
    """The whole command on one file, start to end, files and compiled code in the system's cache."""
    command = [str(Path(sys.executable).with_name("doudi")), "decide", str(FAMILY), "--json"]

    def decide_one() -> None:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command

    decide_one()
    return seconds(decide_one, repeats)


if __name__ == "__main__":
    size, share, *rest = sys.argv[1:]
    print(json.dumps(measure(int(size), float(share), Path(rest[0]) if rest else None)))
