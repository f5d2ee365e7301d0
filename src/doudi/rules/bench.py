"""The door to the speed tests. They live in the repository's `benchmarks/`, with the yardstick, not in the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


MODULES = {
    "rules": "rules",
    "rulebook": "measure_rulebook",
    "dibao": "measure_dibao",
    "cluster": "measure_cluster",
    "simulate": "measure_simulate",
    "register": "measure_register",
    "casework": "measure_casework",
    "payments": "measure_payments",
}


def bench(name: str, *, as_json: bool, **sizes: int | Sequence[int] | None) -> None:
    """Measure and print figures of docs/en/benchmarks.md; `sizes`: the options of the measurement by name, left out where None.

    Raises:
        SystemExit: not run from a checkout of the repository (2), or a measurement failed (its own code).
    """
    module = MODULES[name]
    if not (ROOT / "benchmarks" / f"{module}.py").exists():
        sys.stderr.write(
            "测速程序在源码仓库的 benchmarks/ 里，请在仓库中运行 / the speed tests are in the repository's benchmarks/: run from a checkout\n"
        )
        raise SystemExit(2)
    command = [sys.executable, "-m", f"benchmarks.{module}"]
    for option, size in sizes.items():
        if size is not None:
            given = [size] if isinstance(size, int) else size
            command += [f"--{option}", *map(str, given)]
    command += ["--json"] if as_json else []
    finished = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own module
    if finished.returncode:
        raise SystemExit(finished.returncode)
