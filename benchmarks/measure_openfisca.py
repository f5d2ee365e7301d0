"""OpenFisca's side of `doudi bench rules`, in a process of its own: prints its figures as JSON.

    python -m benchmarks.measure_openfisca PERSONS SHARE FOLDER

FOLDER holds Doudi's results on the same people; what differs is counted, among households that leave nothing open.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import seconds
from benchmarks.measure_doudi import load_edition
from benchmarks.openfisca_dibao.inputs import INPUTS
from benchmarks.openfisca_dibao.system import (
    build_simulation,
    build_system,
    calculate,
    columns_for,
    count_variables,
)
from benchmarks.people import People, make_people

ELIGIBLE = 1


def measure(persons: int, unknown: float, folder: Path) -> dict[str, Any]:
    """Build and calculate: the first time warms up at a small size, then medians."""
    repeats = 5 if persons <= 2_000_000 else 2
    system = build_system(load_edition())
    few = make_people(2_000)
    calculate(build_simulation(system, few, columns_for(few, system)))
    people = make_people(persons, unknown=unknown)
    columns = columns_for(people, system)
    for name in list(people.columns):
        del people.columns[name]  # only OpenFisca's own columns are needed from here
    held: dict[str, Any] = {}
    loads, runs = [], []

    def load() -> None:
        held.clear()
        held["simulation"] = build_simulation(system, people, columns)

    def work() -> None:
        held["results"] = calculate(held["simulation"])

    for _ in range(repeats):
        loads.append(seconds(load, 1))
        runs.append(seconds(work, 1))
    return {
        "openfisca_s": float(np.median(runs)),
        "openfisca_load_s": float(np.median(loads)),
        "openfisca_variables": count_variables(),
        "openfisca_inputs": len(INPUTS),
        "openfisca_version": version("openfisca-core"),
        **compare(people, held["results"], folder),
    }


def compare(people: People, results: dict[str, NDArray[Any]], folder: Path) -> dict[str, Any]:
    """How many results are the same to the fen, and the largest difference of an amount."""
    open_members = np.repeat(people.is_open, people.members)
    compared = differing = verdicts = largest = 0
    for name, theirs in results.items():
        closed = ~(people.is_open if len(theirs) == people.households else open_members)
        ours = np.load(folder / f"{name}.npy")[closed].astype(np.int64)
        if name.endswith("verdict"):
            ours = (ours == ELIGIBLE).astype(np.int64)
        theirs = (
            in_fen(theirs[closed])
            if name.endswith("amount_fen")
            else theirs[closed].astype(np.int64)
        )
        apart = np.abs(ours - theirs)
        compared += len(ours)
        differing += int(np.count_nonzero(apart))
        verdicts += int(np.count_nonzero(apart)) if name.endswith("verdict") else 0
        if name.endswith("amount_fen"):
            largest = max(largest, int(apart.max(initial=0)))
    return {
        "equal_share": 1 - differing / max(compared, 1),
        "differing_verdicts": verdicts,
        "largest_difference_fen": largest,
    }


def in_fen(yuan: NDArray[Any]) -> NDArray[np.int64]:
    return np.rint(yuan.astype(np.float64) * 100).astype(np.int64)


if __name__ == "__main__":
    size, share, place = sys.argv[1:]
    print(json.dumps(measure(int(size), float(share), Path(place))))
