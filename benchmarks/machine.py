"""Stop-watches and what the machine is like, for every benchmark here."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

STATUS = Path("/proc/self/status")


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Median wall time. Others may share the machine: repeat, and never quote the best of many."""
    return statistics.median(_once(work) for _ in range(repeats))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def io_floor_s(
    inputs: Sequence[NDArray[np.generic]], outputs: Sequence[NDArray[np.generic]], repeats: int
) -> float:
    """Time to read every input once and write every output once, with NumPy on one core.

    Read as 64-bit words by `max`, the fastest full read that NumPy has; a column's odd last bytes are left out.
    """
    words = [_words(column) for column in inputs if column.nbytes >= 8]

    def read_and_write() -> None:
        for column in words:
            column.max()
        for column in outputs:
            column.fill(1)

    return seconds(read_and_write, repeats)


def _words(column: NDArray[np.generic]) -> NDArray[np.int64]:
    flat = np.ascontiguousarray(column).view(np.uint8)
    start = -flat.ctypes.data % 8
    return flat[start : start + (len(flat) - start) // 8 * 8].view(np.int64)


def extra_mb(work: Callable[[], object]) -> float:
    """Most resident memory that `work` needs on top of what is resident before it (Linux; -1 elsewhere)."""
    if not STATUS.exists():
        return -1
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark so far
    before = _resident("VmRSS")
    work()
    return (_resident("VmHWM") - before) / 1000


def _resident(field: str) -> int:
    """Kilobytes."""
    lines = (line.split() for line in STATUS.read_text().splitlines())
    return next(int(line[1]) for line in lines if line[0] == f"{field}:")


def cores_taken(work: Callable[[], object]) -> float:
    """How many cores others kept busy while `work` ran, from 0 up: what its time has to be read with (-1: not known)."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return -1

    def busy() -> float:
        user, nice, system, _, _, irq, softirq, steal, *_ = map(
            int, stat.read_text().split(maxsplit=11)[1:11]
        )
        everybody = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
        return everybody - sum(os.times()[:4])

    start, before = time.perf_counter(), busy()
    work()
    return max(0.0, busy() - before) / (time.perf_counter() - start)


def machine_line() -> str:
    """Processor, cores, memory, and how busy others keep them."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (
                x.partition(": ")[2]
                for x in info.read_text().splitlines()
                if x.startswith("model name")
            ),
            model,
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, NumPy {np.__version__}"


def short(value: Any) -> Any:
    """Four significant digits; more would be noise."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """A line for each figure, a column for each run."""
    width = max(map(len, rows[0]))
    for key in rows[0]:
        print(f"{key:{width}}  " + "  ".join(f"{_written(row[key]):>12}" for row in rows))


def _written(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "-" if value is None else str(value)
