"""Adding up: what became of households, by township and kind, and along their distance from the line.

A tally is two small Arrow tables of whole numbers, so that tallies of any parts can be merged in any order: of batches on one
machine, of tasks on a cluster.

`cells`: one row per township (nine digits) and kind of household. Measures (LAW as in `batch.py`, R a reform):

    households, persons
    LAW_known, LAW_fen                 households whose monthly total is known, and its sum
    LAW_P_households, _persons, _unknown, _fen          of programme P
    R_P_entering, R_P_leaving          households that enter or leave it
    R_P_left_by_losers                 … that leave it and have less a month in all: why they lose
    R_CLASS                            households by what becomes of them, R_CLASS_persons their members
    R_before_fen, R_after_fen          sums over households of which both are known
    R_more_fen, R_less_fen             what winners gain and losers lose, a month
    LAW_near_below, LAW_near_above     households within the chosen distance of the line; LAW_gap_unknown

`line`: one row per step of income per head away from today's line (`bin`, LAST for what lies further off): households, and
for each reform `R_receiving_before`, `R_receiving_after`, `R_before_fen`, `R_after_fen` of those whose totals are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.rules.columns import Array
from doudi.rules.lower import OPEN, YES
from doudi.rules.machine import kept
from doudi.rules.population_file import AREA
from doudi.rules.simulate.batch import CLASSES, ENTERS, GAINS, LEAVES, LOSES, UNKNOWN, column
from doudi.rules.simulate.plan import BINS, Law, Plan

TOWNSHIP = 9  # digits of an area code


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of any number of households."""

    cells: Any
    line: Any


def tally(result: Any, plan: Plan) -> Tally:
    """The sums of one batch that `simulate_batch` has decided."""
    names, towns = _townships(result.column(AREA))
    kinds = len(plan.lens.kinds)
    rows = _Grouped(towns * kinds + result.column("kind").to_numpy())
    columns = {
        "town": names.take(pa.array(rows.keys // kinds)),
        "kind": pa.array(rows.keys % kinds, pa.int8()),
    }
    columns |= {
        name: pa.array(rows.add(values), pa.int64()) for name, values in _measures(result, plan)
    }
    return Tally(pa.table(columns), _line(result, plan))


def merge(tallies: Iterable[Tally]) -> Tally:
    """The sums of all of them together. Neither order nor grouping matters."""
    found = list(tallies)
    return Tally(
        _merged([t.cells for t in found], ["town", "kind"]),
        _merged([t.line for t in found], ["bin"]),
    )


def _merged(tables: list[Any], keys: list[str]) -> Any:
    names = [n for n in tables[0].schema.names if n not in keys]
    summed = (
        pa.concat_tables(tables)
        .group_by(keys, use_threads=False)
        .aggregate([(n, "sum") for n in names])
    )
    summed = summed.select([*keys, *(f"{n}_sum" for n in names)]).rename_columns([*keys, *names])
    return summed.sort_by([(key, "ascending") for key in keys])


class _Grouped:
    """Sums by key; keys are small whole numbers from 0."""

    def __init__(self, keys: Array) -> None:
        present = np.bincount(keys) > 0 if len(keys) else np.empty(0, bool)
        self.keys = np.flatnonzero(present)
        self._row_of = (np.cumsum(present) - 1)[keys].astype(np.int32)

    def add(self, values: Array) -> Array:
        sums = np.zeros(len(self.keys), np.int64)
        _add(self._row_of, np.ascontiguousarray(values), sums)
        return sums


@kept
def _add(rows: Array, values: Array, sums: Array) -> None:
    for place in range(len(rows)):
        sums[rows[place]] += values[place]


def _townships(areas: Any) -> tuple[Any, Array]:
    """The townships of a batch, and each household's place among them."""
    encoded = areas if pa.types.is_dictionary(areas.type) else areas.dictionary_encode()
    short = pc.utf8_slice_codeunits(encoded.dictionary, 0, TOWNSHIP).dictionary_encode()
    of_names = short.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return short.dictionary, of_names[encoded.indices.to_numpy(zero_copy_only=False)]


def _known(result: Any, name: str) -> tuple[Array, Array]:
    """The numbers of a column, 0 where they are not known, and which are known."""
    found = result.column(name)
    known = np.ones(len(found), bool)
    if found.null_count:
        known = found.is_valid().to_numpy(zero_copy_only=False)
        found = found.fill_null(0)
    return found.to_numpy(zero_copy_only=False), known


def _measures(result: Any, plan: Plan) -> Iterator[tuple[str, Array]]:
    persons = result.column("persons").to_numpy()
    yield "households", np.ones(len(persons), np.int8)
    yield "persons", persons
    fen, known = _known(result, column(plan.now.name, "fen"))
    yield column(plan.now.name, "known"), known
    yield column(plan.now.name, "fen"), fen
    for law in plan.laws:
        yield from _programmes(result, law, plan)
        if law.moves_line:
            yield from _near(result, law, plan)
        if law.reform is not None:
            yield from _differences(result, law, persons)


def _programmes(result: Any, law: Law, plan: Plan) -> Iterator[tuple[str, Array]]:
    for programme in law.programmes:
        verdict = result.column(column(law.name, programme.name, "verdict")).to_numpy()
        yield column(law.name, programme.name, "households"), verdict == YES
        yield (
            column(law.name, programme.name, "persons"),
            result.column(column(law.name, programme.name, "persons")).to_numpy(),
        )
        is_open = verdict == OPEN
        if "amount" in programme.entry:
            fen, known = _known(result, column(law.name, programme.name, "fen"))
            is_open = is_open | ~known
            yield column(law.name, programme.name, "fen"), fen
        yield column(law.name, programme.name, "unknown"), is_open
        if law.reform is not None:
            before = result.column(column(plan.now.name, programme.name, "verdict")).to_numpy()
            settled = (before != OPEN) & (verdict != OPEN)
            yield (
                column(law.name, programme.name, "entering"),
                settled & (before != YES) & (verdict == YES),
            )
            leaving = settled & (before == YES) & (verdict != YES)
            yield column(law.name, programme.name, "leaving"), leaving
            found = result.column(column(law.name, "class")).to_numpy()
            losing = (found == LOSES) | (found == LEAVES)
            yield column(law.name, programme.name, "left_by_losers"), leaving & losing


def _near(result: Any, law: Law, plan: Plan) -> Iterator[tuple[str, Array]]:
    gap, known = _known(result, column(law.name, "gap_fen"))
    near = plan.request.near_fen
    yield column(law.name, "near_below"), known & (gap < 0) & (gap >= -near)
    yield column(law.name, "near_above"), known & (gap >= 0) & (gap < near)
    yield column(law.name, "gap_unknown"), ~known


def _differences(result: Any, law: Law, persons: Array) -> Iterator[tuple[str, Array]]:
    found = result.column(column(law.name, "class")).to_numpy()
    for code, name in enumerate(CLASSES):
        yield column(law.name, name), found == code
        yield column(law.name, name, "persons"), persons * (found == code)
    before, _ = _known(result, column(law.name, "before_fen"))
    after, _ = _known(result, column(law.name, "fen"))
    known = found != UNKNOWN
    before, after = before * known, after * known
    yield column(law.name, "before_fen"), before
    yield column(law.name, "after_fen"), after
    more = (found == GAINS) | (found == ENTERS)
    less = (found == LOSES) | (found == LEAVES)
    yield column(law.name, "more_fen"), (after - before) * more
    yield column(law.name, "less_fen"), (before - after) * less


def _line(result: Any, plan: Plan) -> Any:
    """Along the distance from today's line; households whose distance is not known are left out (LAW_gap_unknown)."""
    gap, known = _known(result, column(plan.now.name, "gap_fen"))
    bins = np.clip(gap // plan.bin_fen, -BINS, BINS)[known]
    rows = _Grouped(bins + BINS)
    columns = {"bin": pa.array(rows.keys - BINS, pa.int64())}
    measures = [("households", np.ones(len(gap), np.int8))]
    for law in plan.reforms:
        settled = result.column(column(law.name, "class")).to_numpy() != UNKNOWN
        for end, name in (("before", "before_fen"), ("after", "fen")):
            fen, _ = _known(result, column(law.name, name))
            measures.append((column(law.name, "receiving", end), settled & (fen > 0)))
            measures.append((column(law.name, end, "fen"), fen * settled))
    columns |= {name: pa.array(rows.add(values[known]), pa.int64()) for name, values in measures}
    return pa.table(columns)
