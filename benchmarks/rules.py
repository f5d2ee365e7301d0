"""`doudi bench rules`: Doudi's kernel and OpenFisca-core on the same people and the same law, in one run.

    python -m benchmarks.rules [--persons N] [--json]

Each side runs alone in a process of its own, so that time and memory are its own. Targets: ratio ≥ 10 at 10 million
persons and ≥ 5 at 1 million, load_ratio ≥ 5, floor_ratio ≤ 3, extra_mb ≤ 128, explain_ms ≤ 5, decide_cold_s ≤ 1.5.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import machine_line, print_table, short

SIZES = (1_000_000, 10_000_000)
UNKNOWN, BESIDE = (
    0.05,
    (0.0, 0.5),
)  # share of households with unknown facts, and those shown beside it
LATEST = Path(__file__).parent / "results" / "latest.json"
FIRST = (
    "persons", "kernel_s", "openfisca_s", "ratio", "load_s", "openfisca_load_s", "load_ratio", "io_floor_s",
    "floor_ratio", "extra_mb", "explain_ms",
)  # fmt: skip


def measure(persons: int) -> dict[str, Any]:
    """One row of figures. Without OpenFisca (`make bench-deps`) its figures are null."""
    with tempfile.TemporaryDirectory() as folder:
        found = _in_process("measure_doudi", persons, UNKNOWN, folder)
        if importlib.util.find_spec("openfisca_core"):
            found |= _in_process("measure_openfisca", persons, UNKNOWN, folder)
    for share in BESIDE:
        beside = _in_process("measure_doudi", persons, share)
        found[f"kernel_s_unknown_{round(share * 100)}"] = beside["kernel_s"]
    found["ratio"] = _ratio(found.get("openfisca_s"), found["kernel_s"])
    found["load_ratio"] = _ratio(found.get("openfisca_load_s"), found["load_s"])
    found["floor_ratio"] = _ratio(found["kernel_s"], found["io_floor_s"])
    found["machine"] = machine_line()
    first = {key: found.get(key) for key in FIRST}
    shares = {"equal_share": found.get("equal_share")}  # whole: its last digits are the point
    return {key: short(value) for key, value in {**first, **found}.items()} | shares


def _in_process(module: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own modules
    figures: dict[str, Any] = json.loads(finished.stdout)
    return figures


def _ratio(above: float | None, below: float) -> float | None:
    return None if above is None else above / below


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench rules")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or SIZES:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        rows.append(measure(persons))
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    LATEST.write_text(text + "\n", encoding="utf-8")
    if asked.json:
        print(text)
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
