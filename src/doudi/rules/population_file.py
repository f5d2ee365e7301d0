"""A population in one Parquet file: one row per household, members and supporters as lists, read a row group at a time.

    file = PopulationFile(Path("county.parquet"), book, backgrounds)
    for chunk in file.chunks():
        columns = run(program, chunk.population)

Columns: `household_id` (int64) · `area` (12-digit text) · a column for each stated fact of the household, named after it ·
a list of structs for each list of rows (`member`, `supporter`), its fields named after facts · `<list>_complete` (bool: are
all rows listed? Without the column: known of nobody). Truths are bool, categories the names of their options (text, best
dictionary-encoded), dates date32, money whole fen, other numbers integers in the smallest step the engine counts. Null: not
known. The file's metadata has one key, `doudi` (JSON): {"format": 1, "on": date, "background": [names], "synthetic", "seed",
"source": {zh, en}}. A fact without a column is known of nobody, unless one of the backgrounds states it for everybody.

The file is best sorted by `area`; an unsorted one gives the same answers more slowly.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.rules.backgrounds import Background
from doudi.rules.case import Case, Row
from doudi.rules.columns import Array, Column, Population, from_arrow
from doudi.rules.declare import Fact, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY, DATE, TRUTH, Entity
from doudi.rules.rulebook import Rulebook, nearest
from doudi.units.text import Problem, ProblemsError, Text, refusal

FORMAT = 1
METADATA = b"doudi"
ID, AREA = "household_id", "area"
COMPLETE = "_complete"
ROWS_PER_GROUP = 1 << 16


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `on`: the day of which it speaks; `background`: what is stated for everybody."""

    on: date | None = None
    background: tuple[str, ...] = ()
    synthetic: bool = False
    seed: int | None = None
    source: Text | None = None

    def metadata(self) -> dict[bytes, bytes]:
        found: dict[str, Any] = {"format": FORMAT, "synthetic": self.synthetic}
        if self.on is not None:
            found["on"] = self.on.isoformat()
        found["background"] = list(self.background)
        if self.seed is not None:
            found["seed"] = self.seed
        if self.source is not None:
            found["source"] = {"zh": self.source.zh, "en": self.source.en}
        return {METADATA: json.dumps(found, ensure_ascii=False).encode()}


@dataclass(frozen=True, slots=True)
class Stated:
    """What holds for every batch of a file, so that all of them have one shape and share one set of instructions.

    `given`: facts stated for everybody, in steps. `none`: lists that have no rows, for everybody. `gaps`: facts (and
    `<list>_complete`) that some household leaves open; None: look at each batch by itself.
    """

    given: Mapping[str, int] = field(default_factory=dict)
    none: frozenset[str] = frozenset()
    gaps: frozenset[str] | None = None

    def marked(self, name: str) -> bool:
        return self.gaps is not None and name in self.gaps


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some households of the file. `areas`: Arrow texts; `batch`: the columns as they were read."""

    ids: Array
    areas: Any
    population: Population
    batch: Any


class PopulationFile:
    """A file whose columns are what the rulebook knows. Several threads may read from it.

    Raises:
        ProblemsError: no such file, not Parquet, an unknown column, a wrong type, an unknown background.
    """

    def __init__(self, path: Path, book: Rulebook, backgrounds: Mapping[str, Background]) -> None:
        self.path, self.book = path, book
        self._readers = threading.local()
        self.schema = self._file.schema_arrow
        self.about = read_about(self.schema.metadata, str(path))
        check_schema(self.schema, book, str(path))
        unknown = [name for name in self.about.background if name not in backgrounds]
        if unknown:
            where = f"{path}: background"
            raise refusal(
                "没有这种背景", "there is no such background", where=where, value=unknown[0]
            )
        chosen = [backgrounds[name] for name in self.about.background]
        self.stated = stated_by(chosen, self.columns, self._gaps())

    @property
    def _file(self) -> Any:
        """Each thread reads through a handle of its own."""
        if not hasattr(self._readers, "file"):
            self._readers.file = _opened(self.path)
        return self._readers.file

    @property
    def households(self) -> int:
        return int(self._file.metadata.num_rows)

    @property
    def groups(self) -> int:
        return int(self._file.metadata.num_row_groups)

    def group_sizes(self) -> list[int]:
        """How many households each row group holds."""
        return [self._file.metadata.row_group(g).num_rows for g in range(self.groups)]

    @property
    def columns(self) -> set[str]:
        """Facts and lists that have a column, and `<list>_complete`."""
        found = set(self.schema.names) - {ID, AREA}
        for entity in _lists(self.book):
            if entity.name in found:
                found |= {f.name for f in self.schema.field(entity.name).type.value_type}
        return found

    def chunks(self, facts: Iterable[str] | None = None) -> Iterator[Chunk]:
        """Row group by row group, with the columns of these facts (all of the file when none are named).

        Raises:
            ProblemsError: an option that does not exist, more rows than a household may have.
        """
        for group in range(self.groups):
            yield self.chunk(self.read(group, facts))

    def chunk(self, batch: Any) -> Chunk:
        """A batch of this file, ready to run. Raises like `chunks`."""
        population = population_of(batch, self.book, self.stated, where=str(self.path))
        return Chunk(batch.column(ID).to_numpy(), batch.column(AREA), population, batch)

    def read(self, group: int, facts: Iterable[str] | None = None) -> Any:
        """One row group as an Arrow record batch; only the columns that these facts need are decoded.

        Raises:
            ProblemsError: the file is damaged.
        """
        columns = None if facts is None else self.paths(facts)
        return as_batch(self._read(group, columns))

    def read_areas(self) -> list[str]:
        """Every area of the file, each once, in the order of the file.

        Raises:
            ProblemsError: the file is damaged, or a household has no area.
        """
        found: dict[str, None] = {}
        for group in range(self.groups):
            names = pc.unique(self.read_area(group)).to_pylist()
            if None in names:
                zh, en = "有的家庭没有写明区划", "a household has no area"
                raise refusal(zh, en, where=f"{self.path}: {AREA}")
            found.update(dict.fromkeys(names))
        return list(found)

    def read_area(self, group: int) -> Any:
        """The areas of a row group alone. Raises: ProblemsError: the file is damaged."""
        return self._read(group, [AREA]).column(AREA)

    def _read(self, group: int, columns: list[str] | None) -> Any:
        try:
            return self._file.read_row_group(group, columns=columns, use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(self.path, error) from error

    def paths(self, facts: Iterable[str]) -> list[str]:
        """The Parquet columns that hold these facts, with ids, areas, and how many rows the lists have."""
        wanted = set(facts)
        found = [ID, AREA, *(n for n in self.schema.names if n.endswith(COMPLETE))]
        found += [n for n in self.schema.names if n in wanted and n in self.book.facts]
        for entity in _lists(self.book):
            leaves = [p for p in self._leaf_paths() if p.partition(".")[0] == entity.name]
            chosen = [path for path in leaves if _last(path) in wanted]
            found += chosen or leaves[:1]  # one of them says how many rows there are
        return found

    def _leaf_paths(self) -> list[str]:
        """Paths of all Parquet columns; a list's fields lie below it, by way of what its writer called the middle."""
        return [self._file.schema.column(p).path for p in range(len(self._file.schema))]

    def _gaps(self) -> frozenset[str]:
        """What some household leaves open, by the file's own statistics; a column without them may.

        A household without rows counts as a null of every field of the list: what all fields share is no gap.
        """
        found: set[str] = set()
        for group in range(self.groups):
            rows = self._file.metadata.row_group(group)
            columns = [rows.column(place) for place in range(rows.num_columns)]
            shared: dict[str, int] = {}
            for column in columns:
                top, nulls = column.path_in_schema.partition(".")[0], _nulls(column)
                shared[top] = min(shared.get(top, nulls), nulls)
            for column in columns:
                top, name = column.path_in_schema.partition(".")[0], _last(column.path_in_schema)
                if _nulls(column) > (shared[top] if name != top else 0) or _some_false(column):
                    found.add(name)
        return frozenset(found)


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _nulls(column: Any) -> int:
    counted = column.statistics is not None and column.statistics.has_null_count
    return int(column.statistics.null_count if counted else column.num_values)


def _some_false(column: Any) -> bool:
    """Of a list's completeness: is it not said of everybody?"""
    statistics = column.statistics
    named = column.path_in_schema.endswith(COMPLETE)
    return named and not (statistics is not None and statistics.has_min_max and statistics.min)


# -- one batch -------------------------------------------------------------------------------------
def as_batch(table: Any) -> Any:
    """A table as one record batch, copied only where a column comes in pieces."""
    if isinstance(table, pa.RecordBatch):
        return table
    arrays = [c.chunk(0) if c.num_chunks == 1 else c.combine_chunks() for c in table.columns]
    whole = [pa.concat_arrays(a.chunks) if isinstance(a, pa.ChunkedArray) else a for a in arrays]
    return pa.RecordBatch.from_arrays(whole, schema=table.schema)


def population_of(batch: Any, book: Rulebook, stated: Stated, where: str = "") -> Population:
    """The households of an Arrow record batch or table with the columns above, ready to run.

    Raises:
        ProblemsError: a column of a wrong type, an option that does not exist, more rows than a household may have.
    """
    batch = as_batch(batch)
    names = set(batch.schema.names)
    lists: dict[str, Array] = {}
    complete: dict[str, bool | Array] = dict.fromkeys(stated.none, True)
    found = {f: batch.column(f) for f in batch.schema.names if f in book.facts}
    for entity in _lists(book):
        if entity.name in names:
            rows = batch.column(entity.name)
            lists[entity.name] = _offsets(rows, entity, batch, where)
            inside = rows.flatten()
            parts = zip(inside.type, inside.flatten(), strict=True)
            found |= {f.name: part for f, part in parts if f.name in book.facts}
            if entity.name + COMPLETE in names:
                complete[entity.name] = _completeness(batch, entity, stated)
    facts = {n: _marked(n, part, book, stated, batch, where) for n, part in found.items()}
    return Population(
        book, batch.num_rows, facts=facts, lists=lists, complete=complete, everybody=stated.given
    )


def _offsets(rows: Any, entity: Entity, batch: Any, where: str) -> Array:
    """Where each household's rows begin. A household whose list is null has none."""
    sizes = pc.fill_null(pc.list_value_length(rows), 0).to_numpy(zero_copy_only=False)
    if len(sizes) and sizes.max() > entity.maximum:
        household = batch.column(ID)[int(sizes.argmax())].as_py()
        raise refusal(
            f"{entity.label.zh}每户最多 {entity.maximum} 个",
            f"at most {entity.maximum} rows of {entity.name} a household",
            where=f"{where}: {ID} {household}".removeprefix(": "),
            value=int(sizes.max()),
        )
    offsets = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def _completeness(batch: Any, entity: Entity, stated: Stated) -> bool | Array:
    """Marks for each household, or True where all lists are complete. A null list is never complete."""
    said = pc.fill_null(batch.column(entity.name + COMPLETE), False)
    said = pc.and_(said, pc.is_valid(batch.column(entity.name)))
    marks: Array = np.asarray(said.to_numpy(zero_copy_only=False), np.uint8)
    if not stated.marked(entity.name + COMPLETE) and marks.all():
        return True
    return marks


def _marked(
    name: str, array: Any, book: Rulebook, stated: Stated, batch: Any, where: str
) -> Column | tuple[Array, None]:
    """The column of a fact; where some batch of the file has gaps, with marks even if this one has none."""
    fact = book.facts[name]
    try:
        values, known = from_arrow(array, fact)
    except ProblemsError as error:
        raise ProblemsError(_located(error.problems, array, fact, batch, where)) from error
    if known is None and stated.marked(name):
        known = np.full(-(-len(values) // 8), 255, np.uint8)
    if known is None:
        return values, None
    if values.dtype == np.dtype(bool):
        values = values.view(np.int8)
    return Column(values, known, STEPS_PER_FEN if fact.unit.is_money else 1)


def _located(
    problems: Sequence[Problem], array: Any, fact: Fact, batch: Any, where: str
) -> Iterator[Problem]:
    """The household in which an option stands that does not exist."""
    for problem in problems:
        row = pc.index(array.cast(pa.string()), problem.value).as_py()
        if fact.entity.parent is not None:
            row = pc.list_parent_indices(batch.column(fact.entity.name))[row].as_py()
        household = batch.column(ID)[row].as_py()
        place = f"{where}: {ID} {household}, {fact.name}".removeprefix(": ")
        near = nearest(str(problem.value), fact.options)
        hint = Text(f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else Text("", "")
        text = Text(problem.text.zh + hint.zh, problem.text.en + hint.en)
        yield Problem(text, place, problem.value)


def outside_bounds(chunk: Chunk, where: str) -> list[Problem]:
    """The first figure of each fact that lies outside its bounds, with its household."""
    found = []
    for name, column in chunk.population.facts.items():
        fact = chunk.population.book.facts[name]
        wrong = (column.values < -(-fact.low // column.times)) | (
            column.values > fact.high // column.times
        )
        if column.known is not None:
            marks = np.unpackbits(column.known, bitorder="little", count=len(column.values))
            wrong &= marks.view(bool)
        if wrong.any():
            row = int(wrong.argmax())
            value = str(column.values[row])
            if fact.entity.parent is not None:
                offsets = chunk.population.offsets[fact.entity.name]
                row = int(np.searchsorted(offsets, row, side="right")) - 1
            text = Text(f"{fact.label.zh}超出规定范围", f"{fact.label.en}: outside its bounds")
            found.append(Problem(text, f"{where}: {ID} {chunk.ids[row]}, {name}", value))
    return found


# -- one household -----------------------------------------------------------------------------------
def case_of(batch: Any, place: int, book: Rulebook, stated: Stated, on: date) -> Case:
    """One household of a batch as a case, for deciding it alone and explaining it."""
    row = batch.slice(place, 1).to_pylist()[0]
    entities = _lists(book)
    case = Case(str(row[ID]), on, row[AREA], _facts_of(row, book.root, book, stated))
    for entity in entities:
        listed = row.get(entity.name)
        case.rows[entity.name] = [
            Row(f"{entity.name} {number}", _facts_of(one or {}, entity, book, stated))
            for number, one in enumerate(listed or (), 1)
        ]
        said = row.get(entity.name + COMPLETE) is True and listed is not None
        case.complete[entity.name] = said or entity.name in stated.none or None
    return case


def _facts_of(
    row: Mapping[str, Any], entity: Entity, book: Rulebook, stated: Stated
) -> dict[str, int]:
    found = {n: v for n, v in stated.given.items() if book.facts[n].entity is entity}
    for name, value in row.items():
        fact = book.facts.get(name)
        if fact is not None and fact.entity is entity and value is not None:
            found[name] = _steps(fact, value)
    return found


def _steps(fact: Fact, value: Any) -> int:
    if fact.kind == CATEGORY:
        return fact.options.index(value)
    if fact.kind == DATE:
        return day_number(value)
    return int(value) * (STEPS_PER_FEN if fact.unit.is_money else 1)


# -- what the file says ------------------------------------------------------------------------------
def stated_by(
    chosen: Sequence[Background], columns: set[str], gaps: frozenset[str] | None
) -> Stated:
    """What backgrounds state for everybody: the facts and lists without a column."""
    given: dict[str, int] = {}
    none: set[str] = set()
    for background in chosen:
        none |= {name for name in background.none if name not in columns}
        for facts in background.facts.values():
            for name, steps in facts.items():
                if name not in columns:
                    given.setdefault(name, steps)
    return Stated(given, frozenset(none), gaps)


def read_about(metadata: Mapping[bytes, bytes] | None, where: str) -> About:
    """The `doudi` metadata of a file.

    Raises:
        ProblemsError: it is missing, damaged, or of a format that this version does not know.
    """
    written = (metadata or {}).get(METADATA)
    if written is None:
        zh, en = (
            "不是兜底的人口文件（缺少 doudi 元数据）",
            "no population file of Doudi (its metadata lacks doudi)",
        )
        raise refusal(zh, en, where=where)
    try:
        found = json.loads(written)
        if found["format"] != FORMAT:
            raise refusal(
                "不认识这种人口文件格式",
                "unknown format of population file",
                where=where,
                value=found["format"],
            )
        source = found.get("source")
        return About(
            date.fromisoformat(found["on"]) if found.get("on") else None,
            tuple(str(name) for name in found.get("background", ())),
            bool(found.get("synthetic", False)),
            found.get("seed"),
            Text(str(source["zh"]), str(source["en"])) if source else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        zh, en = f"doudi 元数据已损坏：{error}", f"its doudi metadata is damaged: {error}"
        raise refusal(zh, en, where=where) from error


def check_schema(schema: Any, book: Rulebook, where: str) -> None:
    """Are these the columns of a population?

    Raises:
        ProblemsError: every column that is unknown, missing or of a wrong type.
    """
    problems = [
        Problem(problem.text, f"{where}: {problem.where}", problem.value)
        for problem in _schema_faults(schema, book)
    ]
    if problems:
        raise ProblemsError(problems)


def _schema_faults(schema: Any, book: Rulebook) -> Iterator[Problem]:
    for name, fits, zh, en in (
        (ID, pa.types.is_integer, "整数", "integers"),
        (AREA, _is_text, "12位区划代码（文本）", "12-digit codes (text)"),
    ):
        if name not in schema.names:
            yield Problem(Text("缺少这一列", "this column is missing"), name)
        elif not fits(schema.field(name).type):
            yield _wrong_type(name, zh, en, schema.field(name).type)
    lists = {e.name: e for e in _lists(book)}
    marks = {name + COMPLETE for name in lists}
    roots = {f.name: f for f in book.facts.values() if f.entity is book.root}
    for column in schema:
        name = column.name
        if name in (ID, AREA):
            continue
        if name in marks:
            if not pa.types.is_boolean(column.type):
                yield _wrong_type(name, "是非", "truths", column.type)
        elif name in lists:
            yield from _list_faults(column, lists[name], book)
        elif name in roots:
            yield from _type_faults(name, column.type, roots[name])
        else:
            yield _unknown_column(name, name, {*roots, *lists, *marks})
    if len(set(schema.names)) < len(schema.names):
        twice = next(n for n in schema.names if schema.names.count(n) > 1)
        yield Problem(Text("有两列同名", "two columns have this name"), twice)


def _list_faults(column: Any, entity: Entity, book: Rulebook) -> Iterator[Problem]:
    if not (pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type)):
        yield _wrong_type(column.name, "结构的列表", "lists of structs", column.type)
        return
    facts = {f.name: f for f in book.facts.values() if f.entity is entity}
    for part in column.type.value_type:
        where = f"{column.name}.{part.name}"
        if part.name in facts:
            yield from _type_faults(where, part.type, facts[part.name])
        else:
            yield _unknown_column(where, part.name, facts)


def _unknown_column(where: str, name: str, known: Iterable[str]) -> Problem:
    near = nearest(name, known)
    hint = Text(f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else Text("", "")
    return Problem(Text(f"没有这个事实{hint.zh}", f"there is no such fact{hint.en}"), where)


def _wrong_type(where: str, zh: str, en: str, found: Any) -> Problem:
    text = Text(f"这一列的类型应为{zh}", f"this column must hold {en}")
    return Problem(text, where, str(found))


def _is_text(type_: Any) -> bool:
    if pa.types.is_dictionary(type_):
        return _is_text(type_.value_type)
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _type_faults(where: str, type_: Any, fact: Fact) -> Iterator[Problem]:
    if fact.kind == TRUTH:
        if not pa.types.is_boolean(type_):
            yield _wrong_type(where, "是非", "truths", type_)
    elif fact.kind == CATEGORY:
        if not _is_text(type_):
            yield _wrong_type(where, "选项的名字（文本）", "names of options (text)", type_)
    elif fact.kind == DATE:
        if not pa.types.is_date32(type_):
            yield _wrong_type(where, "日期（date32）", "dates (date32)", type_)
    elif not pa.types.is_signed_integer(type_):
        what = "整数（分）" if fact.unit.is_money else "整数"
        yield _wrong_type(where, what, "whole fen" if fact.unit.is_money else "integers", type_)


def _lists(book: Rulebook) -> list[Entity]:
    return [e for e in book.entities.values() if e.parent is not None]


def _opened(path: Path) -> Any:
    if not path.is_file():
        raise refusal("没有这个文件", "there is no such file", where=str(path))
    try:
        return pq.ParquetFile(path, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ProblemsError:
    return refusal(
        f"读不出这个 Parquet 文件（{error}）",
        f"this Parquet file cannot be read ({error})",
        where=str(path),
    )


# -- writing -----------------------------------------------------------------------------------------
def population_schema(book: Rulebook, facts: Iterable[str], about: About | None = None) -> Any:
    """The schema of a file that states these facts; a list has a column if one of its facts is stated."""
    wanted = set(facts)
    fields = [
        pa.field(ID, pa.int64(), nullable=False),
        pa.field(AREA, pa.dictionary(pa.int32(), pa.string()), nullable=False),
    ]
    stated = [f for f in book.facts.values() if f.name in wanted]
    fields += [pa.field(f.name, arrow_type(f)) for f in stated if f.entity is book.root]
    for entity in _lists(book):
        parts = [pa.field(f.name, arrow_type(f)) for f in stated if f.entity is entity]
        if parts:
            rows = pa.list_(pa.field("element", pa.struct(parts), nullable=False))
            fields += [pa.field(entity.name, rows), pa.field(entity.name + COMPLETE, pa.bool_())]
    return pa.schema(fields, (about or About()).metadata())


def arrow_type(fact: Fact) -> Any:
    """The narrowest type that holds every value of a fact."""
    if fact.kind == TRUTH:
        return pa.bool_()
    if fact.kind == CATEGORY:
        return pa.dictionary(pa.int8(), pa.string())
    if fact.kind == DATE:
        return pa.date32()
    times = STEPS_PER_FEN if fact.unit.is_money else 1
    low, high = -(-fact.low // times), fact.high // times
    for width in (pa.int8(), pa.int16(), pa.int32()):
        most = 2 ** (width.bit_width - 1)
        if -most <= low and high < most:
            return width
    return pa.int64()


class PopulationWriter:
    """Writes a population file piece by piece; it has its name only once it is whole.

    with PopulationWriter(path, book, facts, about) as out:
        out.write(ids, areas, facts={"birth_date": days, "deposits": (fen, known), …}, lists={"member": counts}, complete={…})
    """

    def __init__(self, path: Path, book: Rulebook, facts: Iterable[str], about: About) -> None:
        self.path, self.book = path, book
        self.schema = population_schema(book, facts, about)
        self._draft = path.with_name(f".{path.name}.part")
        self._writer = pq.ParquetWriter(self._draft, self.schema, compression="lz4")

    def __enter__(self) -> PopulationWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._writer.close()
        if kind is None:
            self._draft.replace(self.path)
        else:
            self._draft.unlink(missing_ok=True)

    def write(
        self,
        ids: Array,
        areas: Any,
        *,
        facts: Mapping[str, Array | tuple[Array, Array]],
        lists: Mapping[str, Array],
        complete: Mapping[str, Array | bool],
    ) -> None:
        """Add households. Facts as `Population` takes them: a column, or a column with its marks (True: known);
        truths bool, categories codes, dates days, money fen. `lists`: how many rows each household has. `areas`: texts, or
        an Arrow dictionary array.
        """
        columns = [pa.array(ids, pa.int64()), _area_column(areas)]
        for column in self.schema:
            if column.name in self.book.facts:
                columns.append(self._part(column, facts[column.name]))
            elif column.name in lists:
                parts = [self._part(f, facts[f.name]) for f in column.type.value_type]
                offsets = np.zeros(len(ids) + 1, np.int32)
                np.cumsum(lists[column.name], out=offsets[1:])
                rows = pa.StructArray.from_arrays(parts, fields=list(column.type.value_type))
                columns.append(pa.ListArray.from_arrays(pa.array(offsets), rows, type=column.type))
            elif column.name.endswith(COMPLETE):
                said = complete.get(column.name.removesuffix(COMPLETE), False)
                columns.append(pa.array(np.broadcast_to(np.asarray(said, bool), (len(ids),))))
        table = pa.Table.from_arrays(columns, schema=self.schema)
        self._writer.write_table(table, row_group_size=ROWS_PER_GROUP)

    def _part(self, column: Any, given: Array | tuple[Array, Array]) -> Any:
        values, known = given if isinstance(given, tuple) else (given, None)
        mask = None if known is None else ~known
        fact = self.book.facts[column.name]
        if fact.kind == CATEGORY:
            codes = pa.array(values.astype(np.int8), mask=mask)
            return pa.DictionaryArray.from_arrays(codes, pa.array(fact.options))
        if fact.kind == TRUTH:
            return pa.array(values.astype(bool), mask=mask)
        if fact.kind == DATE:
            return pa.array(values.astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())
        return pa.array(values, mask=mask).cast(column.type)


def _area_column(areas: Any) -> Any:
    if isinstance(areas, pa.Array):
        return areas.cast(pa.dictionary(pa.int32(), pa.string()))
    return pa.array(areas, pa.string()).dictionary_encode()
