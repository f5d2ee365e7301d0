"""The people of an area as `matching` compares them. Whole numbers are decrypted here, for the memory of one job only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from doudi.foundation.access import Viewer, current_viewer
from doudi.foundation.keys import Keyring, keyring
from doudi.matching import PEOPLE, people_table
from doudi.registry.imports.staging import read_part
from doudi.registry.models import Import
from doudi.units.identity import IdentityKind, IdentityNumber, IdentityState
from doudi.units.text import Text

BATCH = 20_000
_OF_18 = {
    IdentityKind.resident.value,
    IdentityKind.residence_permit.value,
    IdentityKind.foreign_permanent.value,
}

_SQL = """
    SELECT p.id, p.name, p.birth_date, p.sex, p.area_code, p.phone_cipher, p.identity_kind, p.identity_cipher, m.household_id
    FROM registry_person p LEFT JOIN registry_membership m ON m.person_id = p.id AND m.valid_to IS NULL
    WHERE p.state <> 'merged' AND p.area_code >= %s AND p.area_code < %s
    ORDER BY p.id
"""


def read_comparable_people(viewer: Viewer) -> pa.Table:
    """Everybody in the viewer's area whose file was not merged into another, as `matching.PEOPLE`. Reads in batches."""
    if current_viewer() != viewer:
        raise RuntimeError("read inside `with acting(viewer)`")
    keys = keyring()
    batches = [_batch(keys, rows) for rows in _rows(viewer)]
    return pa.Table.from_batches(batches, PEOPLE)


def _rows(viewer: Viewer) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SQL, [viewer.area_from, viewer.area_to])
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _batch(keys: Keyring, rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    ids, names, births, sexes, areas, phones, kinds, numbers, households = zip(*rows, strict=True)
    columns: dict[str, Iterable[Any]] = {
        "id": ids,
        "name": names,
        "birth_date": births,
        "sex": sexes,
        "village": areas,
        "phone": [keys.decrypt(sealed, "person.phone") if sealed else None for sealed in phones],
        "identity": [_number(keys, *pair) for pair in zip(kinds, numbers, strict=True)],
        "household": households,
    }
    return pa.record_batch([pa.array(columns[f.name], f.type) for f in PEOPLE], schema=PEOPLE)


def _number(keys: Keyring, kind: str, sealed: bytes | None) -> str | None:
    """In 18 characters. Passports are left out: those of one family follow one another."""
    if sealed is None:
        return None
    number = keys.decrypt(sealed, "person.identity")
    if kind in _OF_18:
        return number
    if kind != IdentityKind.resident_15.value:
        return None
    old = IdentityNumber(number, IdentityKind.resident_15, IdentityState.not_verified, Text("", ""))
    return old.as_18


def read_staged_people(record: Import) -> pa.Table:
    """The good rows of a checked ledger of people, as `matching.PEOPLE`; `id` is the number of the row in the sheet.

    Its households are not the register's: a number that both use says nothing.
    """
    parts = [read_part(record, number)[0] for number in range(len(record.parts))]
    if not parts:
        return people_table({"id": []})
    rows = pa.concat_tables(parts)
    of_18 = pc.is_in(rows["identity_kind"], pa.array(sorted(_OF_18)))
    return people_table(
        {
            "id": rows["row"],
            "name": rows["name"],
            "birth_date": rows["birth_date"],
            "sex": rows["sex"],
            "village": rows["area_code"],
            "phone": rows["phone"],
            "identity": pc.if_else(of_18, rows["identity"], pa.scalar(None, pa.string())),
        }
    )
