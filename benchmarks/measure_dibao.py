"""`doudi bench dibao`: Dibao alone by Doudi's kernel, by hand-written SQL on DuckDB, and by Polars expressions.

    python -m benchmarks.measure_dibao [--persons N] [--json]

The same people, in one run, each with all cores; verdict and amount of every household must be equal to the fen. OpenFisca, where
it is installed (`make bench-deps`), decides the same two results beside them. In the yardsticks' favour: their tables are loaded
beforehand in their own form, they sort nothing, and know no gaps, so nobody here leaves anything open.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from typing import Any

import numpy as np

from benchmarks import measure_doudi
from benchmarks.dibao_figures import figures_of
from benchmarks.machine import cores_taken, machine_line, print_table, seconds, short
from benchmarks.people import Array, People, make_people
from doudi.rules.kernel import compile_program, run
from doudi.rules.rulebook import Edition

SIZES = (1_000_000, 10_000_000)
ELIGIBLE = 1
Found = dict[str, Array]


def tables_of(people: People) -> dict[str, dict[str, Array]]:
    """Columns as tables of a database: households, members and supporters, each with the number of its home."""
    numbers = np.arange(people.households, dtype=np.int32)
    homes = {
        "household": numbers,
        "member": np.repeat(numbers, people.members),
        "supporter": np.repeat(numbers, people.outside),
    }
    lengths = {len(column): name for name, column in homes.items()}
    assert len(lengths) == len(homes), "two tables of one length"
    tables = {name: {"home": column} for name, column in homes.items()}
    for name, column in people.columns.items():
        tables[lengths[len(column)]][name] = column
    return tables


def _kernel(edition: Edition, people: People, repeats: int) -> tuple[float, Found]:
    program = compile_program(edition, ["dibao"])
    population = measure_doudi.population_of(edition.rulebook, people)
    out = run(program, population)
    time = seconds(lambda: run(program, population, out), repeats)
    return time, {"eligible": out["dibao.verdict"] == ELIGIBLE, "amount": out["dibao.amount_fen"]}


def _duckdb(edition: Edition, people: People, repeats: int) -> tuple[float, Found]:
    from benchmarks.dibao_duckdb import connect, decide_all

    figures, threads = figures_of(edition), os.cpu_count() or 1
    with connect(people, tables_of(people), threads) as database:
        found = decide_all(database, figures)
        time = seconds(lambda: decide_all(database, figures), repeats)
    return time, _in_order(found["home"], found)


def _polars(edition: Edition, people: People, repeats: int) -> tuple[float, Found]:
    from benchmarks.dibao_polars import decide_all, frames

    figures, tables = figures_of(edition), frames(tables_of(people))
    found = decide_all(tables, figures)
    time = seconds(lambda: decide_all(tables, figures), repeats)
    return time, _in_order(
        found["home"].to_numpy(), {n: found[n].to_numpy() for n in found.columns}
    )


def _openfisca(edition: Edition, people: People, repeats: int) -> tuple[float, Found]:
    from benchmarks.measure_openfisca import in_fen
    from benchmarks.openfisca_dibao import system as openfisca

    system = openfisca.build_system(edition)
    columns = openfisca.columns_for(people, system)
    names = {"eligible": "is_dibao_household", "amount": "dibao_amount"}
    built = [openfisca.build_simulation(system, people, columns) for _ in range(2)]
    found: Found = {}

    def decide() -> None:
        simulation = built.pop()
        found.update(
            {to: simulation.calculate(name, openfisca.PERIOD) for to, name in names.items()}
        )

    decide()
    time = seconds(decide, 1)
    return time, {"eligible": found["eligible"], "amount": in_fen(found["amount"])}


def _in_order(home: Array, found: Found) -> Found:
    order = np.argsort(home)
    return {name: found[name][order] for name in ("eligible", "amount")}


SIDES = {"duckdb": _duckdb, "polars": _polars}


def measure(persons: int) -> dict[str, Any]:
    """One row of figures. Raises AssertionError where an exact yardstick decides otherwise than the kernel."""
    repeats = 9 if persons <= 2_000_000 else 3
    edition = measure_doudi.load_edition()
    people = make_people(persons, unknown=0)
    time, ours = _kernel(edition, people, 3 * repeats)
    row: dict[str, Any] = {"persons": persons, "households": people.households, "kernel_s": time}

    def others() -> None:
        for name, side in SIDES.items():
            row[f"{name}_s"], theirs = side(edition, people, repeats)
            for result, column in ours.items():
                assert np.array_equal(column, theirs[result]), f"{name}: {result} differs"

    row["cores_taken_by_others"] = cores_taken(others)
    if importlib.util.find_spec("openfisca_core"):
        row["openfisca_s"], theirs = _openfisca(edition, people, 1)
        row["openfisca_equal_share"] = float((ours["amount"] == theirs["amount"]).mean())
    for name in (*SIDES, "openfisca"):
        row[f"{name}_ratio"] = row[f"{name}_s"] / time if f"{name}_s" in row else None
    return {**row, "eligible": int(ours["eligible"].sum()), "machine": machine_line()}


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench dibao")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or SIZES:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        rows.append({k: short(v) for k, v in measure(persons).items()})
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
