"""The rows of an export: read in batches within one area, written as an office reads them. Whole numbers only if asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from doudi.foundation.access import Viewer, current_viewer
from doudi.foundation.areas import name_of_area
from doudi.foundation.keys import Keyring, keyring
from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.fact_values import show_value
from doudi.registry.exports.lists import ExportList
from doudi.registry.imports.ledgers import FACT
from doudi.registry.population import AreaPopulation, population_of
from doudi.rules.declare import Fact
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY
from doudi.units.area import scope
from doudi.units.identity import IdentityKind, Sex
from doudi.units.text import Text

BATCH = 5_000
Cells = list[Any]
Record = dict[str, Any]

_COLUMNS = """
    m.relation, m.valid_from AS joined_on, h.number, h.address, h.residence_class, h.valid_from AS household_from,
    p.id AS person_id, p.name, p.identity_kind, p.identity_cipher, p.identity_shown, p.identity_reason, p.sex, p.birth_date,
    p.hukou_area, p.phone_cipher, p.phone_shown, p.is_deceased, p.died_on
"""
_SQL = {
    "person": (
        "p.area_code",
        """FROM registry_person p
           LEFT JOIN registry_membership m ON m.person_id = p.id AND m.valid_to IS NULL
           LEFT JOIN registry_household h ON h.id = m.household_id
           WHERE p.state = 'active' AND p.area_code >= %s AND p.area_code < %s""",
        "ORDER BY p.area_code, h.number, m.position, p.id",
    ),
    "household": (
        """h.area_code, (SELECT count(*) FROM registry_membership o WHERE o.household_id = h.id AND o.valid_to IS NULL)
           AS members""",
        """FROM registry_household h
           LEFT JOIN registry_membership m ON m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'
           LEFT JOIN registry_person p ON p.id = m.person_id
           WHERE h.state = 'active' AND h.area_code >= %s AND h.area_code < %s""",
        "ORDER BY h.area_code, h.number, h.id",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list of which area, whether with whole numbers, in which language ("zh", "en"), as of which day."""

    list: ExportList
    area_code: str
    whole_numbers: bool
    lang: str
    on: date


def count_rows(viewer: Viewer, asked: Asked) -> int:
    """How many rows the list has now. Raises RuntimeError outside `acting(viewer)`."""
    _own, source, _order = _SQL[asked.list.rows]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {source}", _range(viewer, asked))  # our own words
        return int(cursor.fetchone()[0])


def read_rows(viewer: Viewer, asked: Asked) -> Iterator[Cells]:
    """Cells in the order of the list's columns; None is an empty cell: not known."""
    facts = _Facts.of(viewer, asked) if asked.list.facts else None
    writers = [_writer(column.field, asked, facts) for column in asked.list.columns]
    spoken = [column.words for column in asked.list.columns]
    for record in _records(viewer, asked):
        cells = [write(record) for write in writers]
        yield [
            words.get(cell, cell) if words else cell
            for cell, words in zip(cells, spoken, strict=True)
        ]


def _range(viewer: Viewer, asked: Asked) -> tuple[str, str]:
    """The area asked for, cut to the viewer's."""
    if current_viewer() != viewer:
        raise RuntimeError("read inside `with acting(viewer)`")
    lo, hi = scope(asked.area_code)
    return max(lo, viewer.area_from), min(hi, viewer.area_to)


def _records(viewer: Viewer, asked: Asked) -> Iterator[Record]:
    own, source, order = _SQL[asked.list.rows]
    sql = f"SELECT {own}, {_COLUMNS} {source} {order}"  # our own words
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, _range(viewer, asked))
        rows = cursor.fetchmany(BATCH)
        names = [column.name for column in cursor.description]
        while rows:
            for row in rows:
                yield dict(zip(names, row, strict=True))
            rows = cursor.fetchmany(BATCH)


def _writer(field: str, asked: Asked, facts: _Facts | None) -> Callable[[Record], Any]:
    if field.startswith(FACT) and facts is not None:
        return facts.writer(field.removeprefix(FACT))
    if field in ("identity", "phone") and asked.whole_numbers:
        return _Whole(field, keyring())
    plain = _FIELDS.get(field)
    return (lambda record: plain(record, asked.lang)) if plain else lambda record: None


@dataclass(frozen=True, slots=True)
class _Whole:
    """The number itself. `Whole` exports are asked for with a reason and signed by a second person."""

    field: str
    keys: Keyring

    def __call__(self, record: Record) -> str | None:
        sealed = record[f"{self.field}_cipher"]
        return self.keys.decrypt(sealed, f"person.{self.field}") if sealed else None


def _label(text: Text | None, lang: str) -> str | None:
    return text.in_(lang) if text else None


_CLASSES = {"urban": Text("城镇", "urban"), "rural": Text("农村", "rural")}
_YES, _NO = Text("是", "yes"), Text("否", "no")


def _truth(value: bool | None, lang: str) -> str | None:
    return None if value is None else (_YES if value else _NO).in_(lang)


def _area(code: str | None, lang: str) -> str | None:
    return name_of_area(code, lang) if code else None


#: How each field is written: words where the register keeps codes, days as days, numbers masked.
_FIELDS: dict[str, Callable[[Record, str], Any]] = {
    "household_number": lambda r, lang: r["number"],
    "area_code": lambda r, lang: r["area_code"],
    "village": lambda r, lang: _area(r["area_code"], lang),
    "address": lambda r, lang: r["address"] or None,
    "residence_class": lambda r, lang: _label(_CLASSES.get(r["residence_class"]), lang),
    "household_from": lambda r, lang: r["household_from"],
    "members": lambda r, lang: r.get("members"),
    "name": lambda r, lang: r["name"],
    "relation": lambda r, lang: _label(r["relation"] and Text(*RELATIONS[r["relation"]]), lang),
    "identity": lambda r, lang: r["identity_shown"] or None,
    "identity_kind": lambda r, lang: _label(
        r["identity_kind"] and IdentityKind(r["identity_kind"]).label, lang
    ),
    "identity_reason": lambda r, lang: r["identity_reason"] or None,
    "sex": lambda r, lang: _label(r["sex"] and Sex(r["sex"]).label, lang),
    "birth_date": lambda r, lang: r["birth_date"],
    "hukou_area": lambda r, lang: r["hukou_area"] or None,
    "phone": lambda r, lang: r["phone_shown"] or None,
    "joined_on": lambda r, lang: r["joined_on"],
    "is_deceased": lambda r, lang: _truth(r["is_deceased"], lang),
    "died_on": lambda r, lang: r["died_on"],
}


class _Facts:
    """What is known of the area's people on the day, by the same rules of evidence as a decision."""

    def __init__(self, found: AreaPopulation, lang: str) -> None:
        self.found, self.lang = found, lang
        self.place = {int(person): row for row, person in enumerate(found.members)}

    @classmethod
    def of(cls, viewer: Viewer, asked: Asked) -> _Facts:
        lo, hi = _range(viewer, asked)
        return cls(population_of(replace(viewer, area_from=lo, area_to=hi), asked.on), asked.lang)

    def writer(self, name: str) -> Callable[[Record], Any]:
        population = self.found.population
        fact = population.book.facts[name]
        if name in population.everybody:
            shown = self._shown(fact, _in_fen(fact, population.everybody[name]))
            return lambda record: shown if record["person_id"] in self.place else None
        column = population.facts.get(name)
        if column is None:
            return lambda record: None
        known = _bits(column.known, len(column.values))

        def write(record: Record) -> Any:
            row = self.place.get(record["person_id"])
            if row is None or not known[row]:
                return None
            return self._shown(fact, int(column.values[row]))

        return write

    def _shown(self, fact: Fact, number: int) -> Any:
        """Money stays whole fen, for a cell of money; all else in words."""
        if fact.unit.is_money:
            return number
        if fact.kind == CATEGORY:
            return show_value(fact, None, fact.options[number], self.lang)
        return show_value(fact, number, None, self.lang)


def _in_fen(fact: Fact, steps: int) -> int:
    return steps // STEPS_PER_FEN if fact.unit.is_money else steps


def _bits(known: np.ndarray[Any, Any] | None, size: int) -> np.ndarray[Any, Any]:
    if known is None:
        return np.ones(size, bool)
    return np.unpackbits(known, bitorder="little", count=size).view(bool)
