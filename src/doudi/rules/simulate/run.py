"""A population file from end to end: row groups are read, decided and written by several threads at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from doudi.rules.population_file import PopulationFile, outside_bounds
from doudi.rules.simulate.batch import in_words, simulate_batch
from doudi.rules.simulate.plan import FigureChange, Plan, figure_changes
from doudi.rules.simulate.sample import Recomputed, Sampled, choose_rows, recompute, take
from doudi.rules.simulate.tally import Tally, merge, tally
from doudi.units.area import parse_area
from doudi.units.text import Problem, ProblemsError, Text, refusal

SEED = 20220601
LOOPS_FROM = 8_000_000  # households from which loops of machine code save more than the seconds that they take to make
READ_AHEAD = 6  # row groups: what can be read while the rules are compiled
MERGE_AFTER = 16  # tallies kept apart before they are added together


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run has found beside the households: sums, what the reforms change where, the sample."""

    tally: Tally
    changes: list[FigureChange]
    areas: list[str]
    sample: Recomputed | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some households that are decided: the rows to write, their sums, and those to decide again."""

    households: int
    rows: Any
    tally: Tally
    sampled: list[Sampled]


def simulate_file(
    file: PopulationFile,
    plan: Plan,
    households: Path,
    *,
    sample: int = 0,
    seed: int = SEED,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Decide every household under every law of the plan and write the answers to `households` (Parquet).

    `sample`: so many households, drawn at random, are decided again one by one. `progress` is told how many households
    are done. Memory holds a few row groups, whatever the size of the file.

    Raises:
        ProblemsError: something in the file cannot be used, a reform changes nothing, or the sample differs.
    """
    if not file.households:
        zh, en = "文件里没有家庭", "there are no households in the file"
        raise refusal(zh, en, where=str(file.path))
    areas = check_areas(file)
    changes = figure_changes(plan, areas)
    check_effect(plan, changes)
    chosen = rows_by_group(file, sample, seed)
    plan.with_loops = file.households >= LOOPS_FROM
    tallies: list[Tally] = []
    sampled: list[Sampled] = []
    writer: Any = None
    done = 0
    try:
        for part in _in_order(file, plan, chosen, threads or os.cpu_count() or 1):
            if writer is None:
                writer = _writer(households, part.rows.schema)
            writer.write_batch(part.rows)
            sampled += part.sampled
            tallies.append(part.tally)
            if len(tallies) >= MERGE_AFTER:
                tallies = [merge(tallies)]
            done += part.households
            if progress is not None:
                progress(done)
    finally:
        if writer is not None:
            writer.close()
    checked = recompute(sampled, plan) if sample else None
    return Outcome(merge(tallies), changes, areas, checked)


def _writer(path: Path, schema: Any) -> Any:
    """Figures as they are: dictionaries of them, and statistics, take longer than the rules."""
    texts = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return pq.ParquetWriter(
        path, schema, compression="lz4", use_dictionary=texts, write_statistics=False
    )


def rows_by_group(file: PopulationFile, sample: int, seed: int) -> list[Sequence[int]]:
    """The households to decide again: for each row group their places in it."""
    chosen = np.array(choose_rows(file.households, sample, seed), np.int64)
    firsts = np.concatenate([[0], np.cumsum(file.group_sizes())])
    ends = np.searchsorted(chosen, firsts)
    return [chosen[ends[g] : ends[g + 1]] - firsts[g] for g in range(file.groups)]


def _in_order(
    file: PopulationFile, plan: Plan, chosen: Sequence[Sequence[int]], threads: int
) -> Iterator[Part]:
    """The row groups in the order of the file; while one is written the next are read and decided."""

    def work(group: int, batch: Future[Any]) -> Part:
        return decide_part(file, plan, batch.result(), chosen[group])

    with ThreadPoolExecutor(threads) as readers, ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Part]] = deque()

        def begin(groups: Iterable[int]) -> None:
            for group in groups:
                batch = readers.submit(file.read, group, plan.facts)
                waiting.append(pool.submit(work, group, batch))

        groups = iter(range(file.groups))
        begin(islice(groups, threads + READ_AHEAD))
        try:
            while waiting:
                yield waiting.popleft().result()
                begin(islice(groups, 1))
        finally:
            for future in waiting:
                future.cancel()


def decide_part(file: PopulationFile, plan: Plan, batch: Any, places: Sequence[int]) -> Part:
    """One batch of the file; `places` are the households in it that are decided again.

    Raises:
        ProblemsError: something in the batch cannot be used, with its household.
    """
    try:
        result = simulate_batch(batch, plan)
    except ProblemsError as error:
        found = outside_bounds(file.chunk(batch), str(file.path))
        raise ProblemsError(found or error.problems) from error
    sampled = list(take(batch, result, (int(p) for p in places), plan))
    return Part(batch.num_rows, in_words(result, plan), tally(result, plan), sampled)


def check_areas(file: PopulationFile) -> list[str]:
    """Every area of the file. Raises for one that is no 12-digit code."""
    areas, problems = file.read_areas(), []
    for area in areas:
        try:
            if parse_area(area) != area:
                text = Text("区划代码应为12位", "an area code has 12 digits")
                problems.append(Problem(text, f"{file.path}: area", area))
        except ProblemsError as error:
            problems += [Problem(p.text, f"{file.path}: area", p.value) for p in error.problems]
    if problems:
        raise ProblemsError(problems[:10])
    return areas


def check_effect(plan: Plan, changes: Sequence[FigureChange]) -> None:
    """A reform that changes nothing in these places on this day is a slip, and its zeros would mislead."""
    problems = []
    for law in plan.reforms:
        assert law.reform is not None
        if law.reform.rules is None and not any(c.law == law.name for c in changes):
            text = Text(
                f"这项改革在文件所在地区 {plan.request.on} 什么也没有改变（数值相同、日期或地区不符，或当地没有这个数值）",
                f"this reform changes nothing in these places on {plan.request.on} (same figures, other dates or areas, or no figure there)",
            )
            problems.append(Problem(text, str(law.reform.path)))
    if problems:
        raise ProblemsError(problems)
