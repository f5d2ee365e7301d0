"""Millions of households at once: the same rulebook, the same answers, without the reasons.

    edition = rulebook.at(date(2022, 7, 1), area)
    program = compile_program(edition, ["dibao", "household_size"])
    columns = run(program, population)

A programme gives `<name>.verdict` (codes of `lower.py`), `<name>.amount_fen` (nothing where it is not eligible) and a column
for each month it names (year × 12 + month - 1; 0: none, -1: not known). A variable gives `<name>`, in the engine's steps.
Where a result may be open, its column holds the least it can be, and `<name>.high` the most.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from doudi.rules import machine
from doudi.rules.assemble import Assembled, Register, Store, assemble
from doudi.rules.case import Case
from doudi.rules.columns import Array, Population
from doudi.rules.decide import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Result,
    award_flags,
    parts_of,
    to_fen,
)
from doudi.rules.declare import Fact
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.fuse import Fused, Loops, Source, Writer, fuse
from doudi.rules.instructions import Value
from doudi.rules.lower import Lowered, Output, Shape, list_entities, lower
from doudi.rules.nodes import CATEGORY, TRUTH
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Edition, Rulebook
from doudi.units.dates import Month
from doudi.units.text import Problem, ProblemsError, Text

VERDICTS = (NOT_ELIGIBLE, ELIGIBLE, UNDETERMINED, NOT_YET)  # by their codes in a column
LANES = 2048  # rows of a list in a block, and twice its households: the strips in use at a time stay in the cache
LOOPS_FROM = 50_000  # households from which loops of machine code are made, in a second or two
_MAKING = threading.RLock()  # several threads may run one programme; what they share is made once
BLOCKS = 4  # blocks that a worker takes at a time: what is open is done again while its columns are still near
_TYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype(np.int8),
    4: np.dtype(np.int32),
    8: np.dtype(np.int64),
}


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of results: of which entity, how many bytes a row."""

    name: str
    entity: int
    width: int


@dataclass(frozen=True, slots=True)
class Code:
    """What a worker hands to the machine; `loops` are kept alive with the tables that call them."""

    straight: Array
    straight_tables: Array
    exact: Array
    exact_tables: Array
    opened: Array
    open_tables: Array
    scratch_bytes: int
    loops: Loops | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A programme for one shape of population: instructions for known households, and for those with gaps."""

    outputs: tuple[OutColumn, ...]
    exact: Assembled
    opened: Assembled | None
    watched_facts: tuple[str, ...]  # a household that leaves one of them open is run with `opened`
    watched_lists: tuple[str, ...]
    stores: tuple[Sequence[Store], Sequence[Store]] = ((), ())  # of `exact` and of `opened`
    codes: dict[object, Code] = field(default_factory=dict)  # by layout of columns and strips
    lists: set[int] = field(default_factory=set)  # the lists that it reads

    def code(self, key: object, make: Callable[[], Code]) -> Code:
        """As tables for the machine, made once for each layout of columns and strips."""
        if key not in self.codes:
            with _MAKING:
                if key not in self.codes:
                    self.codes[key] = make()
        return self.codes[key]

    def used_lists(self) -> set[int]:
        if not self.lists:
            self.lists.update(_used_lists(self), {0})
        return self.lists


class Program:
    """Programmes and variables of an edition, ready to run on any population."""

    def __init__(self, edition: Edition, outputs: Sequence[str]) -> None:
        self.edition = edition
        self.asked = tuple(outputs)
        self._compiled: dict[Shape, Compiled] = {}

    def for_shape(self, shape: Shape) -> Compiled:
        """Instructions for what a population states; made once."""
        if shape not in self._compiled:
            with _MAKING:
                if shape not in self._compiled:
                    self._compiled[shape] = self._compile(shape)
        return self._compiled[shape]

    def _compile(self, shape: Shape) -> Compiled:
        known = shape.all_known()
        exact = lower(self.edition, self.asked, known, shape)
        if known == shape:
            columns = list(self._columns(exact.outputs, exact.outputs))
            stores = _stores(columns, exact)
            return Compiled(tuple(columns), assemble(stores), None, (), (), (stores, []))
        opened = lower(self.edition, self.asked, shape, shape)
        columns = list(self._columns(exact.outputs, opened.outputs))
        both = _stores(columns, exact), _stores(columns, opened)
        exact_list, open_list = map(assemble, both)
        facts, lists = self._watched(shape, opened, open_list)
        return Compiled(
            tuple(columns), exact_list, open_list if facts or lists else None, facts, lists, both
        )

    def _watched(
        self, shape: Shape, opened: Lowered, table: Assembled
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts and lists whose gaps these instructions can see."""
        slots, entities = list(self.edition.rulebook.facts), list_entities(self.edition.rulebook)
        values = opened.sheet.values
        facts = {slots[values[n].k[0]] for n in opened.open_loads & table.live}
        lists = {entities[values[n].k[0]].name for n in table.live if values[n].op == "missing"}
        return tuple(sorted(facts)), tuple(sorted(lists))

    def _columns(self, exact: list[Output], opened: list[Output]) -> Iterator[OutColumn]:
        for known, gaps in zip(exact, opened, strict=True):
            width = self._width(known.name)
            yield OutColumn(known.name, known.entity, width)
            if known.low is not known.high or gaps.low is not gaps.high:
                yield OutColumn(f"{known.name}.high", known.entity, width)

    def _width(self, name: str) -> int:
        """Bytes of a column of results, from the declared bounds: the same for every population."""
        book = self.edition.rulebook
        if name not in book.variables:
            programme, _, role = name.rpartition(".")
            if role != "amount_fen":
                return 1 if role == "verdict" else 4
            bounds = book.bounds[book.programmes[programme].entry["amount"]]
            return 4 if max(-bounds[0], bounds[1]) // STEPS_PER_FEN < 2**31 - 1 else 8
        if book.variables[name].rule.kind in (TRUTH, CATEGORY):
            return 1
        bounds = book.bounds[name]
        return 4 if bounds[0] >= -(2**31) and bounds[1] < 2**31 else 8


def _stores(columns: Sequence[OutColumn], lowered: Lowered) -> list[Store]:
    """What fills the columns."""
    ends: dict[str, Value] = {}
    for output in lowered.outputs:
        ends[output.name], ends[f"{output.name}.high"] = output.low, output.high
    return [Store(ends[c.name], c.entity, place, c.width) for place, c in enumerate(columns)]


def compile_program(edition: Edition, outputs: Sequence[str] | None = None) -> Program:
    """Programmes and variables by name; all programmes in force when none are named."""
    names = [p.name for p in edition.programmes] if outputs is None else list(outputs)
    return Program(edition, names)


def run(
    program: Program,
    population: Population,
    out: dict[str, Array] | None = None,
    threads: int | None = None,
    loops: bool | None = None,
) -> dict[str, Array]:
    """Decide every household. `out` gives columns to write into; those that are missing are made.

    `loops`: whether to make machine code for this programme; None: where this population alone is large enough for it.

    Raises:
        ProblemsError: a fact outside its bounds, or too many rows, with the place.
    """
    compiled = program.for_shape(population.shape())
    results = {c.name: _result_column(c, population, out) for c in compiled.outputs}
    if population.households:
        with_loops = population.households >= LOOPS_FROM if loops is None else loops
        run_of = _Run(compiled, population, list(results.values()), with_loops)
        run_of.work(threads or os.cpu_count() or 1)
    return results


def _result_column(
    column: OutColumn, population: Population, out: dict[str, Array] | None
) -> Array:
    rows, dtype = population.rows(population.entities[column.entity].name), _TYPES[column.width]
    given = (out or {}).get(column.name)
    if given is None:
        return np.empty(rows, dtype)
    if given.dtype != dtype or given.shape != (rows,) or not given.flags.c_contiguous:
        raise ValueError(f"{column.name}: needs a contiguous column of {rows} {dtype}")
    return given


class _Run:
    """One run: addresses of columns, sizes of strips, and the ranges that workers take."""

    def __init__(
        self,
        compiled: Compiled,
        population: Population,
        results: list[Array],
        with_loops: bool = False,
    ) -> None:
        self.compiled, self.population = compiled, population
        self.results = results
        self.lists = self._list_table(compiled.used_lists())
        self.columns = self._column_table()
        self.watch = self._watch_table()
        self.outs = np.array([r.ctypes.data for r in results], np.int64)
        sources = self._sources()
        rooms = self.lists[:, machine.LIST_ROOM].tobytes()
        key = (with_loops, tuple(sorted(sources.items())), rooms)
        make = self._with_loops if with_loops else self._machine_alone
        self.code = compiled.code(key, lambda: make(sources))
        self.straight, self.opened = map(self._addressed, (self.code.straight, self.code.opened))

    # -- code --------------------------------------------------------------------------------
    def _machine_alone(self, sources: dict[int, Source]) -> Code:
        exact, opened = self.compiled.exact, self.compiled.opened or self.compiled.exact
        tables = self._encode(exact), _tables(exact), self._encode(opened), _tables(opened)
        return Code(*tables[:2], *tables, max(self._scratch(exact), self._scratch(opened)))

    def _with_loops(self, sources: dict[int, Source]) -> Code:
        """For many households, machine code made for this rulebook pays."""
        alone = self._machine_alone(sources)
        straight, opened, loops = self._make_loops(sources)
        split = len(straight.groups)
        code = replace(
            alone,
            straight=self._encode(straight.table, loops.addresses[:split]),
            straight_tables=_tables(straight.table),
            scratch_bytes=max(
                alone.scratch_bytes, self._scratch(straight.table), self._scratch(opened.table)
            ),
            loops=loops,
        )
        if self.compiled.opened is None:
            return code
        table = self._encode(opened.table, loops.addresses[split:])
        return replace(code, opened=table, open_tables=_tables(opened.table))

    def _addressed(self, table: Array) -> Array:
        """The table with the addresses of this run's columns and results where a loop needs them."""
        table = table.copy()
        loops = table[:, machine.OP] == machine.FUSED
        table[loops, machine.M], table[loops, machine.N] = (
            self.columns.ctypes.data,
            self.outs.ctypes.data,
        )
        return table

    def _make_loops(self, sources: dict[int, Source]) -> tuple[Fused, Fused, Loops]:
        straight = fuse(self.compiled.stores[0], straight=True)
        opened = fuse(self.compiled.stores[1], straight=False)
        written: list[str] = []
        for fused in (straight, opened):
            places = self._places(fused.table)
            in_columns = fused is straight
            for group in fused.groups:
                registers = {*group.reads.values(), *group.writes.values()}
                distances = {r: self._distance(places, r) for r in registers}
                writer = Writer(group, distances, sources, straight=in_columns)
                written.append(writer.function(f"loop{len(written)}"))
        return straight, opened, Loops(written)

    def _sources(self) -> dict[int, Source]:
        """What a loop has to know of each column that it reads."""
        sources = {}
        for slot, fact in enumerate(self.population.book.facts.values()):
            column = self.population.facts.get(fact.name)
            if column is not None:
                bounds = self.columns[slot, machine.COL_LOW : machine.COL_HIGH + 1]
                sources[slot] = Source(
                    column.values.itemsize, column.times, (int(bounds[0]), int(bounds[1]))
                )
        return sources

    # -- tables for the machine --------------------------------------------------------------
    def _list_table(self, used: set[int]) -> Array:
        population = self.population
        table = np.zeros((len(population.entities), 6), np.int64)
        table[0, machine.LIST_ROOM] = LANES // 2
        for e, entity in enumerate(population.entities[1:], 1):
            table[e, machine.LIST_ROOM] = max(LANES, entity.maximum)
            table[e, machine.LIST_MOST] = entity.maximum
            if e not in used:
                continue
            offsets = population.offsets[entity.name]
            table[e, machine.LIST_OFFSETS] = offsets.ctypes.data
            table[e, machine.LIST_WIDTH] = offsets.itemsize
            complete = population.complete.get(entity.name)
            if isinstance(complete, np.ndarray):
                table[e, machine.LIST_COMPLETE] = complete.ctypes.data
                table[e, machine.LIST_WATCHED] = int(entity.name in self.compiled.watched_lists)
        return table

    def _column_table(self) -> Array:
        book = self.population.book
        table = np.zeros((len(book.facts), 5), np.int64)
        for slot, fact in enumerate(book.facts.values()):
            column = self.population.facts.get(fact.name)
            if column is not None:
                known = 0 if column.known is None else column.known.ctypes.data
                low, high = -(-fact.low // column.times), fact.high // column.times
                high = min(high, np.iinfo(column.values.dtype).max)
                table[slot] = column.values.ctypes.data, known, column.times, low, high
        return table

    def _watch_table(self) -> Array:
        book, population = self.population.book, self.population
        index = {e.name: place for place, e in enumerate(population.entities)}
        watch = []
        for name in self.compiled.watched_facts:
            known = population.facts[name].known
            assert known is not None
            watch.append((index[book.facts[name].entity.name], known.ctypes.data))
        return np.array(watch, np.int64).reshape(-1, 2)

    def _strip(self, entity: int, narrow: bool) -> int:
        """Bytes of one register: an odd number of cache lines, so that strips do not compete for the same places."""
        lanes = -(-int(self.lists[entity, machine.LIST_ROOM]) // 128) * 128
        lines = lanes * (1 if narrow else 8) // 64
        return 64 * (lines + 1 + lines % 2)

    def _places(self, code: Assembled) -> dict[tuple[int, bool], int]:
        """Where the strips of each sort begin."""
        places, after = {}, 0
        for sort, number in sorted(code.registers.items()):
            places[sort] = after
            after += number * self._strip(*sort)
        return places

    def _scratch(self, code: Assembled) -> int:
        return sum(number * self._strip(*sort) for sort, number in code.registers.items()) + 64

    def _distance(self, places: dict[tuple[int, bool], int], register: Register) -> int:
        sort = (register.entity, register.narrow)
        return places[sort] + register.number * self._strip(*sort)

    def _encode(self, code: Assembled, loops: Sequence[int] = ()) -> Array:
        """The table of instructions, registers as distances from the start of the scratch memory."""
        places = self._places(code)
        table = np.zeros((len(code.rows), 9), np.int64)
        for row, (op, lanes, target, operands, k) in zip(table, code.rows, strict=True):
            name = self._load_name(op, target, k) if target and op in ("load", "load_or") else op
            row[machine.OP], row[machine.LANES] = getattr(machine, name.upper()), lanes
            row[machine.DST] = self._distance(places, target) if target else 0
            row[machine.A : machine.A + len(operands)] = [
                self._distance(places, o) for o in operands
            ]
            if op == "fused":
                k = (loops[k[0]],)
            row[machine.K : machine.K + len(k)] = k
        return table

    def _load_name(self, op: str, target: Register, k: tuple[int, ...]) -> str:
        fact = list(self.population.book.facts)[k[0]]
        column = self.population.facts[fact]
        return f"{op}{column.values.itemsize * 8}{'n' if target.narrow else ''}"

    # -- work --------------------------------------------------------------------------------
    def work(self, threads: int) -> None:
        households = self.population.households
        ranges = threads * -(
            -households // (threads * BLOCKS * LANES // 2)
        )  # as many for each, of one size
        step = -(-households // ranges)
        starts = iter(range(0, households, step))
        if threads == 1 or households <= step:
            self._worker(starts, step)
            return
        with ThreadPoolExecutor(threads) as pool:
            for finished in [pool.submit(self._worker, starts, step) for _ in range(threads)]:
                finished.result()

    def _worker(self, starts: Iterator[int], step: int) -> None:
        """Take ranges until none is left. All memory that a worker needs is here."""
        code = self.code
        scratch = np.empty(code.scratch_bytes, np.uint8)
        base = -(-scratch.ctypes.data // 64) * 64
        entities, room = len(self.lists), int(self.lists[0, machine.LIST_ROOM])
        widest, most = (int(self.lists[:, c].max()) for c in (machine.LIST_ROOM, machine.LIST_MOST))
        places = (
            np.empty(step, np.uint8),
            np.empty(room, np.int64),
            np.empty((entities, widest), np.uint32),
            np.zeros((entities, room + 1), np.uint32),
            np.empty((entities, room), np.uint32),
            np.zeros((entities, max(most + 2, 8)), np.int64),
        )
        for first in starts:
            last = min(first + step, self.population.households)
            status, place = machine.run_range(
                self.straight, code.straight_tables, code.exact, code.exact_tables, self.opened, code.open_tables,
                self.columns, self.outs, self.lists, self.watch, base, *places, first, last,
            )  # fmt: skip
            if status != machine.DONE:
                raise self._problem(status, place, first, last)

    def _problem(self, status: int, place: int, first: int, last: int) -> ProblemsError:
        population = self.population
        if status == machine.TOO_MANY_ROWS:
            entity = population.entities[place]
            sizes = np.diff(population.offsets[entity.name][first : last + 1].astype(np.int64))
            household = first + int(((sizes < 0) | (sizes > entity.maximum)).argmax())
            text = Text(
                f"每户最多 {entity.maximum} 行", f"at most {entity.maximum} rows a household"
            )
            where = f"{entity.name}: household {household + 1}"
            return ProblemsError([Problem(text, where, str(sizes[household - first]))])
        fact = list(population.book.facts.values())[place]
        row = _first_outside(fact, population)
        value = population.facts[fact.name].values[row]
        text = Text(f"{fact.label.zh}超出规定范围", f"{fact.label.en}: outside its bounds")
        return ProblemsError([Problem(text, f"{fact.name}: row {row + 1}", str(value))])


def _used_lists(compiled: Compiled) -> set[int]:
    used = set()
    for code in (compiled.exact, compiled.opened):
        if code is not None:
            used |= {entity for entity, _ in code.registers if entity > 0}
            used |= {k[0] for op, _, _, _, k in code.rows if op in ("rows", "missing")}
            used |= {
                lanes for op, lanes, _, _, _ in code.rows if op.startswith("store") and lanes > 0
            }
    return used


def _tables(code: Assembled) -> Array:
    return np.array(code.tables or [0], np.int64)


def _first_outside(fact: Fact, population: Population) -> int:
    column = population.facts[fact.name]
    values = column.values
    outside = (values < -(-fact.low // column.times)) | (values > fact.high // column.times)
    if column.known is not None:
        outside &= np.unpackbits(column.known, bitorder="little", count=len(values)).astype(bool)
    return int(outside.argmax())


# -- cases, one answer each ------------------------------------------------------------------------
def decide_cases(
    book: Rulebook, cases: Sequence[Case], wanted: Sequence[Collection[str]] | None = None
) -> list[list[Result]]:
    """Cases through the kernel, as `decide` gives them (verdict, amount, months), for holding the two equal.

    Cases of one date, place and set of stated figures run together. `wanted`: for each case the names of the programmes
    that matter to it (none: all); a run compiles what some case of it wants, and no more.

    Raises:
        ValueError: a case asks "what if it lay between …"; only `evaluate` answers that.
    """
    answers: dict[int, list[Result]] = {}
    for together in _same_edition(cases):
        group = [cases[place] for place in together]
        names = [wanted[place] for place in together] if wanted is not None else [()]
        only = set().union(*names) if all(names) else None
        for place, results in zip(together, _decide_group(book, group, only), strict=True):
            answers[place] = results
    return [answers[place] for place in range(len(cases))]


def _same_edition(cases: Sequence[Case]) -> Iterable[list[int]]:
    groups: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        stated = sorted((at, repr(found)) for at, found in case.stated.items())
        groups.setdefault(repr((case.on, case.area, stated)), []).append(place)
    return groups.values()


def _decide_group(
    book: Rulebook, cases: Sequence[Case], only: Collection[str] | None
) -> Iterator[list[Result]]:
    edition = book.at(cases[0].on, cases[0].area, cases[0].stated)
    programmes = [p for p in edition.programmes if only is None or p.name in only]
    amounts = [p.entry["amount"] for p in programmes if "amount" in p.entry]
    amounts += [name for p in programmes for name in p.parts.values()]
    flags = [flag for p in programmes for flag in p.flags]
    names = [*(p.name for p in programmes), *dict.fromkeys([*amounts, *flags])]
    program = compile_program(edition, names)
    population = Population.from_cases(book, cases)
    columns = run(program, population, threads=1)
    before = dict.fromkeys(population.offsets, 0)
    for household, case in enumerate(cases):
        found = []
        for programme in programmes:
            if programme.subject == book.root.name:
                found.append(_result(programme, 0, "household", columns, household))
                continue
            start = before[programme.subject]
            for place, row in enumerate(case.rows.get(programme.subject, ())):
                found.append(_result(programme, place, row.name, columns, start + place))
        for entity, rows in case.rows.items():
            before[entity] += len(rows)
        yield found


def _result(
    programme: Programme, row: int, subject: str, columns: dict[str, Array], at: int
) -> Result:
    result = Result(programme, row, subject, VERDICTS[columns[f"{programme.name}.verdict"][at]])
    if result.verdict == ELIGIBLE:
        _fill_award(programme, columns, at, result)
    result.flags += [f for f in programme.flags if columns[f][at] == 1]
    return result


def _span(columns: dict[str, Array], name: str, at: int) -> tuple[int, int]:
    return int(columns[name][at]), int(columns.get(f"{name}.high", columns[name])[at])


def _fill_award(programme: Programme, columns: dict[str, Array], at: int, result: Result) -> None:
    for role, name in programme.entry.items():
        if role == "amount":
            low, high = _span(columns, name, at)
            if low == high:
                result.amount_fen = to_fen(low)
                result.flags = award_flags(result.amount_fen)
                result.parts_fen = parts_of(
                    {part: _span(columns, v, at) for part, v in programme.parts.items()}
                )
            else:
                result.amount_range = to_fen(low), to_fen(high)
        elif role != "eligible":
            month = int(columns[f"{programme.name}.{role}"][at])
            setattr(result, role, Month.from_index(month) if month > 0 else None)
