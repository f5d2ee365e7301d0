"""`doudi bench rulebook`: the kernel on the whole rulebook, every programme at once.

    python -m benchmarks.measure_rulebook [--persons N] [--json]

`kernel_cpu_s` is the processor time of all its threads together: what tells on a machine that others use as well. Target: at least ten million persons a second on two cores, 5 % of the households with gaps; one family explained across all
programmes in at most 20 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from benchmarks.everybody import facts_of, make_population
from benchmarks.machine import (
    cores_taken,
    extra_mb,
    io_floor_s,
    machine_line,
    print_table,
    seconds,
    short,
)
from benchmarks.measure_doudi import (
    cases_of,
    count_variables,
    decide_ms,
    input_columns,
    load_edition,
)
from benchmarks.people import make_people
from doudi.rules.kernel import compile_program, run
from doudi.rules.rulebook import Edition

SIZES = (1_000_000, 10_000_000)


def measure(persons: int, unknown: float = 0.05) -> dict[str, Any]:
    """One row of figures."""
    repeats = 15 if persons <= 2_000_000 else 5
    edition = load_edition()
    program = compile_program(edition)
    run(program, make_population(edition.rulebook, 2_000, unknown=unknown))  # warm
    people = make_population(edition.rulebook, persons, unknown=unknown)
    start = time.perf_counter()
    out = run(program, people)
    first = time.perf_counter() - start
    found: dict[str, float] = {}

    def decide_all() -> None:
        run(program, people, out)

    def time_kernel() -> None:
        before = time.process_time()
        found["kernel_s"] = seconds(decide_all, repeats)
        found["kernel_cpu_s"] = (time.process_time() - before) / repeats

    taken = cores_taken(time_kernel)
    inputs = input_columns(people)
    floor = io_floor_s(inputs, list(out.values()), repeats)
    return {
        "persons": persons,
        "persons_per_s": persons / found["kernel_s"],
        **found,
        "compile_s": first - found["kernel_s"],
        "io_floor_s": floor,
        "floor_ratio": found["kernel_s"] / floor,
        "input_mb": round(sum(c.nbytes for c in inputs) / 1e6),
        "output_mb": round(sum(c.nbytes for c in out.values()) / 1e6),
        "extra_mb": extra_mb(decide_all),
        "explain_ms": explain_ms(edition),
        "programmes": len(edition.programmes),
        **count_variables(program, people),
        "unknown_share": unknown,
        "threads": os.cpu_count(),
        "cores_taken_by_others": taken,
        "machine": machine_line(),
    }


def explain_ms(edition: Edition, families: int = 60) -> float:
    """Median time to decide one family by every programme, with all its reasons in words, warm."""
    people = make_people(2_000, unknown=0)
    columns = dict(facts_of(edition.rulebook, people))
    cases = cases_of(edition.rulebook, people, columns, range(families), {})
    return decide_ms(edition, cases)


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench rulebook")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--unknown", type=float, default=0.05, help="households with gaps")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or SIZES:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        rows.append({k: short(v) for k, v in measure(persons, asked.unknown).items()})
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
