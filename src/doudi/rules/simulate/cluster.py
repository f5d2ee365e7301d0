"""A population file from end to end on a Spark cluster: what `run.py` does with threads, with tasks on many machines.

Households are shared out by county, in parts of about equal size. A task is told which row groups to read and which counties in
them are its own; it reads, decides and writes them as one machine does, and sends back its sums. What goes out is small: paths,
the text of the reforms, a date, names. A worker loads the rulebook and compiles once per process.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.rules.case_text import decode
from doudi.rules.columns import Array
from doudi.rules.population_file import AREA, PopulationFile
from doudi.rules.simulate.plan import Plan, figure_changes
from doudi.rules.simulate.run import (
    SEED,
    Outcome,
    Part,
    check_areas,
    check_effect,
    decide_part,
    rows_by_group,
)
from doudi.rules.simulate.sample import Recomputed, recompute
from doudi.rules.simulate.tally import Tally, merge
from doudi.rules.spark import Answer, Piece, check_workers, run_everywhere

COUNTY = 6  # digits of an area code
SHARES_PER_CORE = 2  # so that a slow machine does not keep all others waiting
Opened = tuple[PopulationFile, Plan]


@dataclass(slots=True)
class Share:
    """Some counties, the row groups in which they live, and how many of their households are there."""

    counties: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    households: int = 0


@dataclass(frozen=True, slots=True)
class OnCluster:
    """What a run on a cluster has found, and what its tasks took."""

    outcome: Outcome
    shares: list[Share]
    answers: list[Answer]


def simulate_on_cluster(
    session: Any,
    file: PopulationFile,
    plan: Plan,
    households: Path,
    *,
    open_again: str,
    local: Path | None = None,
    sample: int = 0,
    seed: int = SEED,
    parts: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> OnCluster:
    """Decide every household under every law of the plan; the answers go to the folder `households`, a file for each task.

    `session` is one of `spark.cluster`. `open_again` names the function that makes the same file and plan on a worker from
    what `described` says ("package.module:function"); `local` is the folder of a place's own figures. `parts`: how many tasks
    (None: as many as keep every core busy).

    Raises:
        ProblemsError: as `run.simulate_file`, and for workers that lack the code, the figures or the files.
    """
    areas = check_areas(file)
    changes = figure_changes(plan, areas)
    check_effect(plan, changes)
    households.mkdir()
    folders = [] if local is None else [local]
    check_workers(session, folders, [file.path, households])
    parts = parts or SHARES_PER_CORE * session.sparkContext.defaultParallelism
    shares = share_out(file, parts)
    chosen = rows_by_group(file, sample, seed)
    asked = described(file, plan, local)
    pieces: list[Piece] = [
        {
            "open": open_again,
            "asked": asked,
            "counties": share.counties,
            "groups": {str(g): [int(p) for p in chosen[g]] for g in share.groups},
            "out": str((households / f"part-{number:05}.parquet").resolve()),
        }
        for number, share in enumerate(shares)
    ]
    answers = run_everywhere(session, decide_share, pieces)
    if progress is not None:
        progress(file.households)
    found = [answer.value for answer in answers]
    tally = merge(Tally(_read(one["cells"]), _read(one["line"])) for one in found)
    again = _again([one["sample"] for one in found], plan) if sample else None
    return OnCluster(Outcome(tally, changes, areas, again), shares, answers)


def _again(samples: Sequence[Mapping[str, Any]], plan: Plan) -> Recomputed:
    fen = {law.name: sum(one["fen"][law.name] for one in samples) for law in plan.laws}
    return Recomputed(sum(one["households"] for one in samples), fen)


# -- who does what ---------------------------------------------------------------------------------------
def share_out(file: PopulationFile, parts: int) -> list[Share]:
    """Whole counties in the order of the file, at most so many shares, each of about as many households."""
    groups: dict[str, dict[int, int]] = {}
    for group in range(file.groups):
        for county, count in _counties(file.read_area(group)).items():
            groups.setdefault(county, {})[group] = count
    shares, target = [Share()], file.households / parts
    done = 0
    for county, counts in groups.items():
        size = sum(counts.values())
        last = shares[-1]
        # a share is full where adding half of the next county would take it past its end
        if last.households and done + size / 2 > target * len(shares) and len(shares) < parts:
            last = Share()
            shares.append(last)
        last.counties.append(county)
        last.groups = sorted({*last.groups, *counts})
        last.households += size
        done += size
    return shares


def _counties(areas: Any) -> dict[str, int]:
    """How many households of each county, in their order."""
    found = pc.value_counts(pc.utf8_slice_codeunits(areas.cast(pa.string()), 0, COUNTY))
    return {one["values"]: one["counts"] for one in found.to_pylist()}


def described(file: PopulationFile, plan: Plan, local: Path | None) -> str:
    """All that makes this file and this plan, as JSON: what `read_description` takes apart on a worker."""
    request = plan.request
    reforms = []
    for law in plan.reforms:
        assert law.reform is not None
        paths = [law.reform.path, *([law.reform.rules] if law.reform.rules else [])]
        reforms.append([(path.name, decode(path.read_bytes(), str(path))) for path in paths])
    return json.dumps(
        {
            "population": str(file.path.resolve()),
            "local": None if local is None else str(local.resolve()),
            "on": request.on.isoformat(),
            "programmes": request.programmes,
            "elections": request.elections,
            "near_fen": request.near_fen,
            "reforms": reforms,
        },
        ensure_ascii=False,
    )


# -- on a worker -----------------------------------------------------------------------------------------
def decide_share(piece: Piece) -> dict[str, Any]:
    """The task of one piece: reads, decides, writes, and returns its sums."""
    file, plan = _opened(piece["open"], piece["asked"])
    counties, out = piece["counties"], Path(piece["out"])
    tallies, sampled = [], []
    draft = out.with_name(f".{out.name}.{os.getpid()}")  # a task may be repeated elsewhere
    writer: Any = None
    try:
        for group, places in piece["groups"].items():
            batch = file.read(int(group), plan.facts)
            part = _own(file, plan, batch, counties, places)
            if writer is None:
                writer = pq.ParquetWriter(draft, part.rows.schema, compression="lz4")
            writer.write_batch(part.rows)
            tallies.append(part.tally)
            sampled += part.sampled
    finally:
        if writer is not None:
            writer.close()
    draft.replace(out)
    total = merge(tallies)
    again = recompute(sampled, plan)
    return {
        "cells": _written(total.cells),
        "line": _written(total.line),
        "sample": {"households": again.households, "fen": again.fen},
    }


def _own(
    file: PopulationFile, plan: Plan, batch: Any, counties: Sequence[str], places: Sequence[int]
) -> Part:
    """The households of a row group that live in these counties."""
    county = pc.utf8_slice_codeunits(batch.column(AREA).cast(pa.string()), 0, COUNTY)
    mine = pc.is_in(county, pa.array(counties))
    if pc.all(mine).as_py():
        return decide_part(file, plan, batch, places)
    rows: Array = np.flatnonzero(mine.to_numpy(zero_copy_only=False))
    own = np.intersect1d(rows, np.array(places, np.int64), assume_unique=True)
    chosen = np.searchsorted(rows, own)
    return decide_part(file, plan, batch.filter(mine), [int(place) for place in chosen])


@lru_cache(maxsize=1)
def _opened(where: str, asked: str) -> Opened:
    module, _, name = where.partition(":")
    found: Opened = getattr(importlib.import_module(module), name)(json.loads(asked))
    return found


def reform_paths(asked: Mapping[str, Any], folder: Path) -> list[Path]:
    """The reforms of a description, as files again."""
    paths = []
    for number, files in enumerate(asked["reforms"]):
        place = folder / str(number)
        place.mkdir()
        for name, text in files:
            (place / name).write_text(text, encoding="utf-8")
        paths.append(place / files[0][0])
    return paths


# -- tables as text ------------------------------------------------------------------------------------
def _written(table: Any) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return base64.b64encode(sink.getvalue()).decode("ascii")


def _read(text: str) -> Any:
    return pa.ipc.open_stream(base64.b64decode(text)).read_all()
