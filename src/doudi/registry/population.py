"""The seam in bulk: everything that is known of a whole area on a day, as columns for the kernel.

The same meaning as `facts.py`, held equal by tests. The database hands over each fact as one long row (subjects and values,
packed), so that millions of statements cost seconds; reading goes through a connection of its own under the viewer's row
security, and sees only what is committed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa

from doudi.foundation.access import Viewer
from doudi.foundation.database import address
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.bulk_evidence import (
    NO_DAY,
    Array,
    BasePeriods,
    Columns,
    Totals,
    add_up,
    outdone,
    settle_items,
    settle_plain,
)
from doudi.registry.domain.core import hukou_is_here
from doudi.registry.domain.evidence import How
from doudi.registry.facts import OVER_BASE_PERIOD, base_period_of, code_of, how_settled, within
from doudi.rules.columns import Population
from doudi.rules.declare import FIRST_DAY, LAST_DAY, day_number
from doudi.rules.declare import Fact as Asked
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.units.area import scope

#: The column of `registry_fact` that names the subject of an entity's facts.
SUBJECT = {"household": "household_id", "member": "person_id", "supporter": "supporter_id"}
NO_ITEM = -1  # beside the codes of items
UNKNOWN = np.iinfo(np.int64).min  # what the database packs for a statement without a number


@dataclass(frozen=True, slots=True)
class AreaPopulation:
    """A population with the register's ids, row by row. `areas`: the village of each household (12 digits)."""

    population: Population
    on: date
    households: Array
    areas: Array
    members: Array
    supporters: Array


def population_of(
    viewer: Viewer,
    on: date,
    *,
    known_by: date | None = None,
    book: Rulebook | None = None,
    households: Iterable[int] | None = None,
) -> AreaPopulation:
    """What is known on a day of every household of the viewer's area, sorted by area; with `known_by` as it was known by then.

    For one area: `population_of(system("job", area_code=…), on)`. `book`: the law that says over which months incomes are
    counted; the installation's own where none is given. `households`: only these, by id; some thousands take a second.
    """
    book = book or get_rulebook()
    with _connected(viewer) as reader:
        homes = _read_households(reader, on, households)
        rows = {
            "household": _Rows(homes.ids, np.arange(len(homes.ids)), homes),
            "member": _read_members(reader, on, homes, book),
            "supporter": _read_supporters(reader, on, homes, book),
        }
        facts = _Facts(book, rows, on)
        facts.take_coverage(reader, known_by)
        facts.take_statements(reader, known_by)
        facts.take_columns()
    return facts.population()


# -- reading ------------------------------------------------------------------------------------------------
class _Reader:
    """A cursor that gives NumPy arrays."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def table(self, sql: str) -> pa.Table:
        self.cursor.execute(sql)
        return self.cursor.fetch_arrow_table().combine_chunks()

    def columns(self, sql: str) -> dict[str, Any]:
        """Texts as `_Words`, dates as days (`NO_DAY`: none), truths as -1 for none, 0, 1."""
        table = self.table(sql)
        return {name: _array(table.column(name)) for name in table.column_names}


@dataclass(frozen=True, slots=True)
class _Words:
    """A column of few texts: the texts ("" for none), and for each row which one."""

    texts: list[str]
    code: Array

    def __getitem__(self, rows: Array) -> _Words:
        return _Words(self.texts, self.code[rows])

    def numbers(self, of: Iterable[str], missing: int = -1) -> Array:
        """For each row the place of its text in `of`."""
        place = {text: n for n, text in enumerate(of)}
        return np.array([place.get(text, missing) for text in self.texts], np.int64)[self.code]


def _array(column: pa.ChunkedArray) -> Any:
    if pa.types.is_date(column.type):
        return _filled(column.cast(pa.int32()), NO_DAY)
    if pa.types.is_boolean(column.type):
        return _filled(column.cast(pa.int8()), -1)
    if pa.types.is_integer(column.type):
        return _filled(column, UNKNOWN if pa.types.is_int64(column.type) else 0)
    found = column.combine_chunks().dictionary_encode()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    texts = [text or "" for text in found.dictionary.to_pylist()]
    return _Words([*texts, ""], _filled(found.indices, len(texts)))


def _filled(column: Any, null: int) -> Array:
    array: Array = column.fill_null(null).to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.fill_null(null).to_numpy()  # fmt: skip
    return array


@contextmanager
def _connected(viewer: Viewer) -> Iterator[_Reader]:
    """A connection under the viewer's row security, all reading from one state of the database."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address().uri()) as connection, connection.cursor() as cursor:
        for words in (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            "SET LOCAL jit = off",  # compiling takes longer than the scan
            "SET LOCAL work_mem = '128MB'",
        ):
            cursor.execute(words)
        cursor.execute(
            "SELECT set_config('doudi.area_from', $1, true), set_config('doudi.area_to', $2, true)",
            (viewer.area_from, viewer.area_to),
        )
        cursor.fetchall()
        yield _Reader(cursor)


def _on_the_day(on: date, table: str = "") -> str:
    day = f"DATE '{on.isoformat()}'"
    return (
        f"({table}valid_from IS NULL OR {table}valid_from <= {day}) "
        f"AND ({table}valid_to IS NULL OR {table}valid_to > {day})"
    )


@dataclass(frozen=True, slots=True)
class _Homes:
    ids: Array
    areas: Array
    place: Array  # of each household, in `places`
    places: list[str]
    columns: dict[str, Any]
    is_part: bool = False  # not every household of the area

    def only(self, column: str) -> str:
        """What a query adds when it is about some households only."""
        return f" AND {_among(column, self.ids)}" if self.is_part else ""


@dataclass(slots=True)
class _Rows:
    """Rows of one entity in the order of the population. `home`: the household of each row."""

    ids: Array
    home: Array
    homes: _Homes
    columns: dict[str, Any] | None = None
    counts: Array | None = None
    cut: Array | None = None  # households that have more rows than the rulebook takes

    place: Array = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.homes.place[self.home]


def _among(column: str, ids: Iterable[int]) -> str:
    """Only rows whose column is one of these."""
    return f"{column} = ANY('{{{','.join(str(int(i)) for i in ids)}}}'::bigint[])"


def _read_households(reader: _Reader, on: date, households: Iterable[int] | None) -> _Homes:
    among = "" if households is None else f" AND {_among('id', households)}"
    found = reader.columns(
        "SELECT id, area_code, residence_class, members_are_complete, supporters_are_complete FROM registry_household "  # noqa: S608 # a date, nothing a person wrote
        f"WHERE (state = 'active' OR valid_to IS NOT NULL) AND {_on_the_day(on)}{among} ORDER BY area_code, id"
    )
    places = sorted({*found["area_code"].texts} - {""})
    place = found["area_code"].numbers(places)
    areas = np.array(places or [""], "U12")[place]
    return _Homes(found["id"], areas, place, places, found, is_part=households is not None)


def _read_members(reader: _Reader, on: date, homes: _Homes, book: Rulebook) -> _Rows:
    found = reader.columns(
        "SELECT m.household_id, m.person_id AS id, m.relation, m.position, p.birth_date, p.sex, p.hukou_area, p.died_on, "  # noqa: S608
        "p.is_deceased FROM registry_membership m JOIN registry_person p ON p.id = m.person_id "
        f"WHERE {_on_the_day(on, 'm.')}{homes.only('m.household_id')}"
    )
    return _in_order(found, homes, book.entities["member"].maximum)


def _read_supporters(reader: _Reader, on: date, homes: _Homes, book: Rulebook) -> _Rows:
    found = reader.columns(
        "SELECT household_id, id, kind, position FROM registry_supporter "  # noqa: S608
        f"WHERE {_on_the_day(on)}{homes.only('household_id')}"
    )
    return _in_order(found, homes, book.entities["supporter"].maximum)


def _in_order(found: dict[str, Any], homes: _Homes, most: int) -> _Rows:
    """Rows by household, position and id; those of households that are not read, and those beyond the most, left out."""
    home = _places_of(homes.ids, found["household_id"])
    there = np.flatnonzero(home >= 0)
    order = there[np.lexsort((found["id"][there], found["position"][there], home[there]))]
    home = home[order]
    counts = np.bincount(home, minlength=len(homes.ids))
    cut = counts > most
    if cut.any():
        nth = np.arange(len(home)) - np.repeat(np.cumsum(counts) - counts, counts)
        order, home = order[nth < most], home[nth < most]
        counts = np.minimum(counts, most)
    columns = {name: column[order] for name, column in found.items()}
    return _Rows(columns["id"], home, homes, columns, counts, cut)


def _places_of(ids: Array, wanted: Array) -> Array:
    """The place of each wanted id in `ids` (each there once); -1: not there."""
    if not len(ids):
        return np.full(len(wanted), -1)
    top = int(ids.max())
    if top <= 16 * len(ids) + 1_000_000:
        table = np.full(top + 1, -1, np.int32)
        table[ids] = np.arange(len(ids), dtype=np.int32)
        inside = (wanted >= 0) & (wanted <= top)
        return np.where(inside, table[np.where(inside, wanted, 0)], -1)
    order = np.argsort(ids)
    nearest = order[np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)]
    return np.where(ids[nearest] == wanted, nearest, -1)


# -- facts ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Column:
    """One fact being put together: numbers of the register and what is known, for each row of its entity."""

    value: Array
    known: Array


class _Time(IntEnum):
    """Whether a statement holds on the day, did before it, or will after it."""

    now = 0
    past = 1
    later = 2


_Read = dict[tuple[str, _Time], Columns]  # of each fact and time


class _Subjects:
    """Each subject of an entity once (a person may stand in two households for a while)."""

    def __init__(self, rows: _Rows) -> None:
        self.ids, first, of_row = np.unique(rows.ids, return_index=True, return_inverse=True)
        self.of_row: Array | None = of_row  # None: each row is another subject
        if len(self.ids) == len(rows.ids):
            self.ids, first, self.of_row = rows.ids, np.arange(len(rows.ids)), None
        self.place = rows.place[first]

    def by_row(self, of_subjects: Array) -> Array:
        return of_subjects if self.of_row is None else of_subjects[self.of_row]


class _Facts:
    """Facts of all entities as columns: coverage first, statements over it, the register's own columns over both."""

    def __init__(self, book: Rulebook, rows: dict[str, _Rows], on: date) -> None:
        self.book, self.rows, self.on = book, rows, on
        self.homes = rows["household"].homes
        self.subjects = {entity: _Subjects(found) for entity, found in rows.items()}
        self.covered: dict[str, Array] = {}  # a number for each place, UNKNOWN for none
        self.listed: dict[str, Array] = {}  # beside it: when that list was learnt
        self.found: dict[str, _Column] = {}

    def take_coverage(self, reader: _Reader, known_by: date | None) -> None:
        """What the lists say of whoever is not on them, by place; the last learnt list counts."""
        known = "" if known_by is None else f"AND e.learnt_on <= DATE '{known_by.isoformat()}'"
        rows = reader.table(
            "SELECT c.name, c.value, c.option, c.area_code, e.learnt_on FROM registry_coverage c JOIN registry_evidence e "  # noqa: S608
            f"ON e.id = c.evidence_id WHERE {_on_the_day(self.on, 'c.')} {known} ORDER BY e.learnt_on, c.id"
        ).to_pylist()
        places = np.array(self.homes.places)
        for row in rows:
            asked = self.book.facts.get(row["name"])
            if asked is None:
                continue
            lo, hi = scope(row["area_code"])
            of_place = self.covered.setdefault(asked.name, np.full(len(places), UNKNOWN, np.int64))
            value = within(asked, code_of(asked, row["value"], row["option"]))
            listed = self.listed.setdefault(asked.name, np.full(len(places), NO_DAY, np.int32))
            inside = (places >= lo) & (places < hi)
            of_place[inside] = UNKNOWN if value is None else value
            listed[inside] = day_number(row["learnt_on"])

    def take_statements(self, reader: _Reader, known_by: date | None) -> None:
        """What was stated of each subject, settled by the rules of evidence."""
        plain, items = self._read_plain(reader, known_by), self._read_items(reader, known_by)
        read = plain.keys() | items.keys()
        for name in sorted({name for name, _ in read}):
            asked = self.book.facts[name]
            self._leave_uncovered(
                asked,
                *(
                    [part[name, time] for part in (plain, items) if (name, time) in part]
                    for time in _Time
                ),
            )
            now = plain.get((name, _Time.now)), items.get((name, _Time.now))
            if now == (None, None):
                continue
            totals = self._settled(asked, *now)
            low, high = bounds_of(asked)
            known = totals.known & (totals.value >= low) & (totals.value <= high)
            column, by_row = self._column(asked), self.subjects[asked.entity.name].by_row
            np.copyto(column.value, by_row(totals.value), where=by_row(known))
            np.copyto(column.known, by_row(known), where=by_row(totals.stated))

    def _leave_uncovered(
        self, asked: Asked, now: list[Columns], past: list[Columns], later: list[Columns]
    ) -> None:
        """A list does not speak of whom it names, nor against what was learnt after it, though it no longer counts."""
        if asked.name not in self.covered:
            return
        subjects = self.subjects[asked.entity.name]
        parts = [(rows, np.zeros(len(rows.subject), bool)) for rows in past]
        parts += [(rows, np.ones(len(rows.subject), bool)) for rows in later]
        if asked.name in OVER_BASE_PERIOD:
            for rows in now:  # an income of other months; all else that holds is settled
                gone = rows.take(~self._base_periods(asked, rows.subject).takes(rows))
                parts.append((gone, np.zeros(len(gone.subject), bool)))
            parts = [(r, n | self._base_periods(asked, r.subject).are_later(r)) for r, n in parts]
        listed = self.listed[asked.name]
        of_row = self.rows[asked.entity.name].place  # who is in two places may be listed in one
        for rows, are_later in parts:
            for day in np.unique(listed) if len(rows.subject) else ():
                silent = subjects.by_row(outdone(len(subjects.ids), rows, day, are_later))
                self._column(asked).known[silent & (listed == day)[of_row]] = False

    def _settled(self, asked: Asked, plain: Columns | None, items: Columns | None) -> Totals:
        how, subjects = how_settled(asked), len(self.subjects[asked.entity.name].ids)
        parts = [part for part in (plain, items) if part is not None]
        if asked.name in OVER_BASE_PERIOD:
            rows = _joined(*parts)
            return settle_items(subjects, rows, how, self._base_periods(asked, rows.subject))
        if how is How.last or items is None:
            return settle_plain(subjects, _joined(*parts))
        if plain is None:
            return settle_items(subjects, items, how)
        return add_up(settle_plain(subjects, plain), settle_items(subjects, items, how), how)

    def _base_periods(self, asked: Asked, subject: Array) -> BasePeriods:
        first, last, months = self.periods
        place = self.subjects[asked.entity.name].place[subject]
        return BasePeriods(first[place], last[place], months[place])

    @functools.cached_property
    def periods(self) -> tuple[Array, Array, Array]:
        """First and last day and months of the base period of each place."""
        found = [base_period_of(place, self.on, self.book) for place in self.homes.places]
        first = np.array([day_number(p.first) for p in found], np.int32)
        last = np.array([day_number(p.last) for p in found], np.int32)
        return first, last, np.array([p.months for p in found], np.int64)

    def _read_plain(self, reader: _Reader, known_by: date | None) -> _Read:
        """Statements without items: one packed row for each fact, option, period, time and day of learning."""
        table = reader.table(
            f"SELECT {_ENTITY} AS entity, f.name, f.option, e.learnt_on, f.period_from, f.period_to, {self._time()}, {_PACKED} "  # noqa: S608
            "FROM registry_fact f JOIN registry_evidence e ON e.id = f.evidence_id "
            f"WHERE f.item = ''{self._heard(known_by)} GROUP BY 1, 2, 3, 4, 5, 6, 7"
        )
        parts: dict[tuple[str, _Time], list[Columns]] = {}
        for row in table.to_pylist():
            asked = self.book.facts.get(row["name"])
            if asked is None or asked.entity.name != row["entity"]:
                continue
            subject = self._places(asked, np.frombuffer(row["subjects"], ">i8").astype(np.int64))
            value = np.frombuffer(row["values"], ">i8").astype(np.int64)
            if asked.kind == CATEGORY:
                code = code_of(asked, None, row["option"])
                value = np.full(len(subject), UNKNOWN if code is None else code, np.int64)
            elif asked.kind == TRUTH:
                value = _truths(value)
            columns = Columns(
                subject,
                value,
                value != UNKNOWN,
                np.full(len(subject), day_number(row["learnt_on"]), np.int32),
                np.frombuffer(row["ids"], ">i8").astype(np.int64),
                *self._period(asked, row, len(subject)),
            )
            of_time = parts.setdefault((asked.name, _Time(row["time"])), [])
            of_time.append(columns.take(subject >= 0))
        return {key: _joined(*found) for key, found in parts.items()}

    @staticmethod
    def _period(asked: Asked, row: dict[str, Any], count: int) -> tuple[Array, ...]:
        """Item (none), first and last day of a packed row's period, for incomes; nobody asks for others' periods."""
        if asked.name not in OVER_BASE_PERIOD:
            return ()
        days = (row["period_from"], row["period_to"])
        ends = (NO_DAY if day is None else day_number(day) for day in days)
        return np.full(count, NO_ITEM), *(np.full(count, end, np.int32) for end in ends)

    def _read_items(self, reader: _Reader, known_by: date | None) -> _Read:
        """Statements of items, row by row."""
        found = reader.columns(
            f"SELECT {_ENTITY} AS entity, {_SUBJECT} AS subject, f.name, f.option, f.value, f.item, f.period_from, "  # noqa: S608
            f"f.period_to, e.learnt_on, f.id, {self._time()} FROM registry_fact f JOIN registry_evidence e ON e.id = f.evidence_id "
            f"WHERE f.item <> ''{self._heard(known_by)}"
        )
        entity = found["entity"].numbers(SUBJECT)
        parts = {}
        for (code, name), time in product(enumerate(found["name"].texts), _Time):
            asked = self.book.facts.get(name)
            if asked is None:
                continue
            of_entity = entity == list(SUBJECT).index(asked.entity.name)
            rows = np.flatnonzero(
                (found["name"].code == code) & of_entity & (found["time"] == time)
            )
            value = found["value"][rows]
            if asked.kind == CATEGORY:
                value = found["option"][rows].numbers(asked.options, UNKNOWN)
            elif asked.kind == TRUTH:
                value = _truths(value)
            columns = Columns(
                self._places(asked, found["subject"][rows]),
                value,
                value != UNKNOWN,
                found["learnt_on"][rows],
                found["id"][rows],
                found["item"].code[rows],
                found["period_from"][rows],
                found["period_to"][rows],
            )
            columns = columns.take(columns.subject >= 0)
            if len(columns.subject):
                parts[name, time] = columns
        return parts

    def _time(self) -> str:
        day = f"DATE '{self.on.isoformat()}'"
        return (
            f"CASE WHEN f.valid_from > {day} THEN {_Time.later:d} "
            f"WHEN f.valid_to <= {day} THEN {_Time.past:d} ELSE {_Time.now:d} END AS time"
        )

    def _heard(self, known_by: date | None) -> str:
        known = "" if known_by is None else f" AND e.learnt_on <= DATE '{known_by.isoformat()}'"
        return known + self._whose()

    def _whose(self) -> str:
        """Of some households only: each index is asked for its own subjects."""
        if not self.homes.is_part:
            return ""
        parts = [_among(f"f.{SUBJECT[e]}", found.ids) for e, found in self.subjects.items()]
        return f" AND ({' OR '.join(parts)})"

    def _places(self, asked: Asked, ids: Array) -> Array:
        return _places_of(self.subjects[asked.entity.name].ids, ids)

    def _column(self, asked: Asked) -> _Column:
        """The column of a fact; begun with what coverage says."""
        if asked.name not in self.found:
            place = self.rows[asked.entity.name].place
            of_place = self.covered.get(asked.name)
            value = np.zeros(len(place), np.int64) if of_place is None else of_place[place]
            known = np.zeros(len(place), bool) if of_place is None else value != UNKNOWN
            self.found[asked.name] = _Column(value, known)
        return self.found[asked.name]

    # -- the register's own columns --------------------------------------------------------------------------
    def take_columns(self) -> None:
        """Birth, sex, relation, death, hukou, kind of support, residence: they go before statements."""
        homes, member, supporter = self.homes, self.rows["member"], self.rows["supporter"]
        assert member.columns is not None
        assert supporter.columns is not None
        self._own_options("residence_class", homes.columns["residence_class"])
        self._own_options("supporter_kind", supporter.columns["kind"])
        self._own_options("relation", member.columns["relation"])
        self._own_options("sex", member.columns["sex"])
        born, died = member.columns["birth_date"], member.columns["died_on"]
        today = day_number(self.on)
        self._own("birth_date", born, (born >= FIRST_DAY) & (born <= LAST_DAY))
        self._own("died_on", died, (died != NO_DAY) & (died <= today) & (died >= FIRST_DAY))
        dead = member.columns["is_deceased"]
        dead = np.where(died != NO_DAY, died <= today, dead)
        self._own("is_deceased", dead, dead >= 0)
        self._own_hukou(member)

    def _own_hukou(self, member: _Rows) -> None:
        assert member.columns is not None
        towns, town = member.columns["hukou_area"].texts, member.columns["hukou_area"].code
        pair, where = np.unique(
            town.astype(np.int64) * len(self.homes.places) + member.place, return_inverse=True
        )
        answers = [
            hukou_is_here(towns[p // len(self.homes.places)], self.homes.places[p % len(self.homes.places)])
            for p in pair.tolist()
        ]  # fmt: skip
        here = np.array([-1 if a is None else int(a) for a in answers], np.int8)[where]
        self._own("hukou_is_here", here, here >= 0)

    def _own_options(self, name: str, words: _Words) -> None:
        value = words.numbers(self.book.facts[name].options).astype(np.int8)
        self._own(name, value, value >= 0)

    def _own(self, name: str, value: Array, known: Array) -> None:
        under = self._column(self.book.facts[name])
        self.found[name] = _Column(np.where(known, value, under.value), known | under.known)

    # -- the population ---------------------------------------------------------------------------------------
    def population(self) -> AreaPopulation:
        facts, everybody = {}, {}
        for name, asked in self.book.facts.items():
            column = self.found.get(name)
            if column is not None:
                facts[name] = self._typed(asked, column)
                continue
            of_place = self.covered.get(name)
            if of_place is None or not len(of_place):
                continue
            if (of_place == of_place[0]).all():
                if of_place[0] != UNKNOWN:
                    times = STEPS_PER_FEN if asked.unit.is_money else 1
                    everybody[name] = int(of_place[0]) * times
                continue
            facts[name] = self._typed(asked, self._column(asked))
        member, supporter = self.rows["member"], self.rows["supporter"]
        assert member.counts is not None
        assert supporter.counts is not None
        population = Population(
            self.book,
            len(self.homes.ids),
            facts=facts,
            lists={"member": member.counts, "supporter": supporter.counts},
            complete={
                "member": (self.homes.columns["members_are_complete"] == 1) & ~member.cut,
                "supporter": (self.homes.columns["supporters_are_complete"] == 1) & ~supporter.cut,
            },
            everybody=everybody,
        )
        return AreaPopulation(
            population, self.on, self.homes.ids, self.homes.areas, member.ids, supporter.ids
        )

    def _typed(self, asked: Asked, column: _Column) -> tuple[Array, Array]:
        """In the width that the machine reads fastest, row by row of the entity."""
        value, known = np.where(column.known, column.value, bounds_of(asked)[0]), column.known
        if asked.kind in (TRUTH, CATEGORY):
            return value.astype(np.int8), known
        narrow = asked.kind == DATE or not len(value) or int(np.abs(value).max()) < 2**31
        return value.astype(np.int32 if narrow else np.int64), known


def bounds_of(asked: Asked) -> tuple[int, int]:
    """The least and the greatest number that a fact can be, in the register's numbers."""
    times = STEPS_PER_FEN if asked.unit.is_money else 1
    return -(-asked.low // times), asked.high // times


def _truths(value: Array) -> Array:
    """A truth that is neither 0 nor 1 is not known."""
    return np.where((value == 0) | (value == 1), value, UNKNOWN)


def _joined(*parts: Columns) -> Columns:
    """Rows one after another; items and periods only where all parts have them."""
    if len(parts) == 1:
        return parts[0]
    found = []
    for name in Columns.__slots__:
        columns = [getattr(part, name) for part in parts]
        found.append(None if any(c is None for c in columns) else np.concatenate(columns))
    return Columns(*found)


_ENTITY = "CASE WHEN f.person_id IS NOT NULL THEN 'member' WHEN f.household_id IS NOT NULL THEN 'household' ELSE 'supporter' END"  # fmt: skip
_SUBJECT = "coalesce(f.person_id, f.household_id, f.supporter_id)"
_PACKED = (
    f"string_agg(int8send({_SUBJECT}), ''::bytea) AS subjects, "
    f"string_agg(int8send(coalesce(f.value, {UNKNOWN})), ''::bytea) AS values, "
    "string_agg(int8send(f.id), ''::bytea) AS ids"
)
