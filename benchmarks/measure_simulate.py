"""`doudi bench simulate`: a population file and a reform in, the folder of results out, as one command.

    python -m benchmarks.measure_simulate [--persons N] [--json]

Target: ten million persons, the whole rulebook under two laws, in at most 20 s and 6 GB on two cores. Beside it, how long
reading the file's columns takes alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import cores_taken, machine_line, print_table, short

SIZES = (1_000_000, 10_000_000)
REFORM = "name: {zh: 农村低保标准提高10%, en: Rural line up by 10 %}\nvalues: {dibao_line: {rural: +10%}}\n"


def measure(persons: int, folder: Path) -> dict[str, Any]:
    """One row of figures."""
    doudi = str(Path(sys.executable).with_name("doudi"))
    population, reform, out = (folder / n for n in ("people.parquet", "reform.yaml", "out"))
    draw = [doudi, "demo", "population", "--persons", str(persons), "--out", str(population)]
    subprocess.run(draw, check=True, capture_output=True)  # noqa: S603 - our own command
    reform.write_text(REFORM, encoding="utf-8")
    command = [doudi, "simulate", "--population", population, "--reform", reform, "--out", out]
    found: dict[str, Any] = {}

    def run() -> None:
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        _, status, used = os.wait4(process.pid, 0)
        found["seconds"] = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit("doudi simulate failed")
        found["cpu_s"], found["peak_mb"] = used.ru_utime + used.ru_stime, used.ru_maxrss // 1000

    taken = cores_taken(run)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    everything = summary["all"]
    return {
        "persons": everything["persons"],
        "households": everything["households"],
        "seconds": found["seconds"],
        "cpu_s": found["cpu_s"],
        "peak_mb": found["peak_mb"],
        "persons_per_s": round(everything["persons"] / found["seconds"]),
        "programmes": len(summary["programmes"]),
        "file_mb": population.stat().st_size // 1_000_000,
        "results_mb": sum(p.stat().st_size for p in out.iterdir()) // 1_000_000,
        "winners": everything["reform_1_gains"] + everything["reform_1_enters"],
        "cores_taken_by_others": taken,
        "machine": machine_line(),
    }


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench simulate")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or SIZES:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            found = measure(persons, Path(folder))
        rows.append({key: short(value) for key, value in found.items()})
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
