"""One Arrow batch of households, decided under every law: what Spark tasks run as well, a batch at a time.

Columns of the answer, one row per household in the order of the batch (LAW is now, reform_1, reform_2 …):

    household_id, area, persons (registered members), kind (place in the lens's list)
    LAW_PROGRAMME_verdict       codes of kernel.VERDICTS; of a programme for members: eligible if any of them is
    LAW_PROGRAMME_persons       how many are supported
    LAW_PROGRAMME_fen           what they get in all; null: not known
    LAW_fen                     all that is paid monthly; null: not known (of a reform: from the programmes it can change)
    LAW_before_fen              the same programmes under today's law (reforms only)
    LAW_class                   codes of CLASSES (reforms only)
    LAW_gap_fen                 income per head less the line, rounded down: negative is below; null: not known

A reform has columns only for the programmes whose answers it can change; for all others today's hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from doudi.rules.columns import Array, Column, Population
from doudi.rules.decide import ELECTION
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.kernel import VERDICTS, run
from doudi.rules.lower import OPEN, YES
from doudi.rules.population_file import AREA, ID, as_batch, population_of
from doudi.rules.programme import Programme
from doudi.rules.simulate.members import together
from doudi.rules.simulate.plan import ALL, RECORDED, Here, Law, Plan, is_paid_monthly

UNCHANGED, GAINS, ENTERS, LOSES, LEAVES, UNKNOWN = range(6)
CLASSES = ("unchanged", "gains", "enters", "loses", "leaves", "unknown")


@dataclass(frozen=True, slots=True)
class Award:
    """A programme for each household: codes of verdicts, persons, fen, and whose fen are not known."""

    verdict: Array
    persons: Array
    fen: Array | None
    is_open: Array


def column(law: str, *names: str) -> str:
    """The name of a column of the answer."""
    return "_".join((law, *names))


def result_schema(plan: Plan) -> Any:
    """The schema of `simulate_batch`."""
    fields = [
        pa.field(ID, pa.int64(), nullable=False),
        pa.field(AREA, pa.string(), nullable=False),
        pa.field("persons", pa.int16(), nullable=False),
        pa.field("kind", pa.int8(), nullable=False),
    ]
    for law in plan.laws:
        for programme in law.programmes:
            name = programme.name
            fields.append(pa.field(column(law.name, name, "verdict"), pa.int8(), nullable=False))
            fields.append(pa.field(column(law.name, name, "persons"), pa.int16(), nullable=False))
            if "amount" in programme.entry:
                fields.append(pa.field(column(law.name, name, "fen"), pa.int64()))
        fields.append(pa.field(column(law.name, "fen"), pa.int64()))
        if law.reform is not None:
            fields.append(pa.field(column(law.name, "before_fen"), pa.int64()))
            fields.append(pa.field(column(law.name, "class"), pa.int8(), nullable=False))
        if law.moves_line:
            fields.append(pa.field(column(law.name, "gap_fen"), pa.int64()))
    return pa.schema(fields)


def simulate_batch(batch: Any, plan: Plan, threads: int = 1) -> Any:
    """A record batch of households (columns as in `population_file`), decided under every law of the plan.

    Raises:
        ProblemsError: a column or a figure that cannot be used.
    """
    batch = as_batch(batch)
    groups = _groups(batch.column(AREA), plan)
    if len(groups) == 0 or (groups[0] == groups).all():
        return _decided(batch, plan, int(groups[0]) if len(groups) else None, threads)
    order = np.argsort(groups, kind="stable")
    in_order = bool((order[1:] > order[:-1]).all())
    ends = [*np.flatnonzero(np.diff(groups[order])) + 1, len(groups)]
    parts, first = [], 0
    for end in ends:
        rows = (
            batch.slice(first, end - first) if in_order else batch.take(pa.array(order[first:end]))
        )
        parts.append(_decided(rows, plan, int(groups[order[first]]), threads))
        first = end
    table = pa.Table.from_batches(parts)
    if not in_order:
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        table = table.take(pa.array(back))
    return as_batch(table)


def _groups(areas: Any, plan: Plan) -> Array:
    """For each household the group of places to whose figures it is held."""
    if not pa.types.is_dictionary(areas.type):
        areas = areas.dictionary_encode()
    of_names = np.array([plan.group_of(a) for a in areas.dictionary.to_pylist()], np.int32)
    return np.asarray(of_names[areas.indices.to_numpy(zero_copy_only=False)])


def _decided(batch: Any, plan: Plan, group: int | None, threads: int) -> Any:
    if group is None:
        return pa.RecordBatch.from_pylist([], schema=result_schema(plan))
    population = population_of(batch, plan.book, plan.elected())
    _elect(population, plan.request.elections)
    found: dict[str, Any] = {
        ID: batch.column(ID).cast(pa.int64()),
        AREA: batch.column(AREA).cast(pa.string()),
        "persons": np.diff(population.offsets[plan.lens.of]).astype(np.int16),
    }
    awards: dict[str, dict[str, Award]] = {}
    for law in plan.laws:
        here = plan.here(law, group)
        columns = run(here.program, population, threads=threads, loops=plan.with_loops)
        awards[law.name] = {p.name: _award(p, columns, population, plan) for p in law.programmes}
        if law.reform is None:
            found["kind"] = _kinds(columns, population, plan)
        found |= _law_columns(law, awards, plan, batch.num_rows)
        if law.moves_line:
            gap, is_open = _gaps(columns, batch, here, plan)
            found[column(law.name, "gap_fen")] = pa.array(gap, mask=is_open)
    schema = result_schema(plan)
    arrays = [
        pa.array(found[f.name], f.type) if isinstance(found[f.name], np.ndarray) else found[f.name]
        for f in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _elect(population: Population, policy: str) -> None:
    """Recorded elections stand; where none is recorded the policy says whether the person elects."""
    if policy == RECORDED:
        return
    for name, given in list(population.facts.items()):
        if name.startswith(ELECTION) and given.known is not None:
            known = np.unpackbits(given.known, bitorder="little", count=len(given.values)).view(
                bool
            )
            values = np.where(known, given.values, np.int8(policy == ALL))
            population.facts[name] = Column(values.astype(np.int8), None, given.times)


# -- programmes --------------------------------------------------------------------------------------
def _award(
    programme: Programme, columns: Mapping[str, Array], population: Population, plan: Plan
) -> Award:
    """A programme by household. For members: how many are eligible, and what they get together."""
    verdict = columns[f"{programme.name}.verdict"]
    fen = columns.get(f"{programme.name}.amount_fen")
    most = columns.get(f"{programme.name}.amount_fen.high", fen)
    if programme.subject != plan.book.root.name:
        return Award(*together(population.offsets[programme.subject], verdict, fen, most))
    is_open = verdict == OPEN
    if fen is not None and most is not fen:
        is_open |= fen != most
    persons = np.where(verdict == YES, columns[plan.lens.persons], 0).astype(np.int16)
    return Award(verdict, persons, fen, is_open)


def _law_columns(
    law: Law, awards: Mapping[str, Mapping[str, Award]], plan: Plan, households: int
) -> Iterator[tuple[str, Any]]:
    """Columns of one law: each programme, the monthly total, and how it differs from today's."""
    for name, award in awards[law.name].items():
        yield column(law.name, name, "verdict"), award.verdict
        yield column(law.name, name, "persons"), award.persons
        if award.fen is not None:
            yield column(law.name, name, "fen"), pa.array(award.fen, pa.int64(), mask=award.is_open)
    fen, is_open = _monthly(law, awards[law.name], households)
    yield column(law.name, "fen"), pa.array(fen, mask=is_open)
    if law.reform is None:
        return
    before, was_open = _monthly(law, awards[plan.now.name], households)
    yield column(law.name, "before_fen"), pa.array(before, mask=was_open)
    yield column(law.name, "class"), _classes(before, fen, is_open | was_open)


def _monthly(law: Law, awards: Mapping[str, Award], households: int) -> tuple[Array, Array]:
    """What a household gets a month from the programmes of a law, and where that is not known."""
    fen, is_open = np.zeros(households, np.int64), np.zeros(households, bool)
    for programme in law.programmes:
        if is_paid_monthly(programme):
            award = awards[programme.name]
            assert award.fen is not None
            fen += award.fen
            is_open |= award.is_open
    return fen, is_open


def _classes(before: Array, after: Array, is_open: Array) -> Array:
    more, less = after > before, after < before
    found = np.where(more, np.where(before == 0, ENTERS, GAINS), UNCHANGED)
    found = np.where(less, np.where(after == 0, LEAVES, LOSES), found)
    return np.where(is_open, UNKNOWN, found).astype(np.int8)


# -- the lens ------------------------------------------------------------------------------------------
def _kinds(columns: Mapping[str, Array], population: Population, plan: Plan) -> Array:
    lens = plan.lens
    complete = population.complete.get(lens.of, False)
    if not isinstance(complete, np.ndarray):
        complete = np.full(population.households, complete, bool)
    return lens.classify(columns, population.offsets[lens.of], complete.astype(bool))


def _gaps(columns: Mapping[str, Array], batch: Any, here: Here, plan: Plan) -> tuple[Array, Array]:
    """Income per head less the line in fen, and where it is not known."""
    lens = plan.lens
    income = columns[lens.income]
    is_open = columns.get(f"{lens.income}.high", income) != income
    codes = _codes(batch, plan)
    lines = np.array([0 if fig is None else fig for fig in here.line] + [0], np.int64)
    known = np.array([fig is not None for fig in here.line] + [False])
    return (income - lines[codes]) // STEPS_PER_FEN, is_open | ~known[codes]


def _codes(batch: Any, plan: Plan) -> Array:
    """The option of the fact by which the line differs; -1 where it is not known."""
    fact = plan.book.facts[plan.lens.by]
    if plan.lens.by not in batch.schema.names:
        return np.full(batch.num_rows, plan.stated.given.get(fact.name, -1), np.int8)
    names = batch.column(plan.lens.by)
    if not pa.types.is_dictionary(names.type):
        names = names.dictionary_encode()
    of_names = [fact.options.index(n) for n in names.dictionary.to_pylist()]
    indices = names.indices.fill_null(len(of_names)).to_numpy(zero_copy_only=False)
    return np.asarray(np.array([*of_names, -1], np.int8)[indices])


# -- for people ------------------------------------------------------------------------------------------
def in_words(batch: Any, plan: Plan) -> Any:
    """The same batch with names in the place of codes, as it is written to a file."""
    names = {"kind": [k.name for k in plan.lens.kinds]}
    arrays, fields = [], []
    for place, part in enumerate(batch.schema):
        options = names.get(part.name)
        if part.name.endswith("_verdict"):
            options = list(VERDICTS)
        elif part.name.endswith("_class"):
            options = list(CLASSES)
        array = batch.column(place)
        if options is not None:
            array = pa.DictionaryArray.from_arrays(array, pa.array(options))
        elif part.name == AREA:
            array = array.dictionary_encode()
        arrays.append(array)
        fields.append(pa.field(part.name, array.type, part.nullable))
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
