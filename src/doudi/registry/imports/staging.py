"""Checked rows between the check and the applying: one encrypted file, a piece of it for each chunk."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from doudi.foundation.clock import get_now
from doudi.foundation.files import open_file, remove_file, store_file
from doudi.registry.imports.checked import Checked
from doudi.registry.imports.faults import pack_table, unpack_table
from doudi.registry.models import Document, Import

MOST_ROWS, FEWEST_ROWS, CHUNKS = 10_000, 500, 20

Part = list[int]  # offset and length of the rows, of the facts


def chunk_size(rows: int) -> int:
    """About twenty chunks, so that there is progress to see; not so small that each costs more than its rows."""
    return max(FEWEST_ROWS, min(MOST_ROWS, -(-rows // CHUNKS)))


def stage(record: Import, checked: Checked) -> None:
    """Keep the good rows in pieces, and the faults, with the import. What it kept before is forgotten."""
    discard_staged(record)
    parts: list[Part] = []

    def pieces() -> Iterator[bytes]:
        at = 0
        for start, end in checked.chunks(chunk_size(checked.rows.num_rows)):
            rows = checked.rows.slice(start, end - start)
            packed = [pack_table(rows), pack_table(_with_rows(checked, start, end))]
            parts.append([at, len(packed[0]), at + len(packed[0]), len(packed[1])])
            at += len(packed[0]) + len(packed[1])
            yield from packed

    record.staged = _keep(record, pieces(), "核对后的行")
    record.parts = parts
    record.faults = _keep(record, [pack_table(checked.faults.table())], "核对出的问题")
    record.save(update_fields=["staged", "parts", "faults"])


def _with_rows(checked: Checked, start: int, end: int) -> pa.Table:
    """The facts of a chunk, each with the number of its row."""
    facts = checked.facts_between(start, end)
    numbers = checked.rows.column("row").take(facts.column("at"))
    return facts.append_column("row", numbers).combine_chunks()


def read_part(record: Import, number: int) -> tuple[pa.Table, pa.Table]:
    """Rows and facts of a chunk (counted from 0)."""
    rows_at, rows_length, facts_at, facts_length = record.parts[number]
    assert record.staged is not None
    with open_file(record.staged.path) as file:
        file.seek(rows_at)
        rows = unpack_table(file.read(rows_length))
        file.seek(facts_at)
        return rows, unpack_table(file.read(facts_length))


def read_faults(record: Import) -> pa.Table:
    assert record.faults is not None
    with open_file(record.faults.path) as file:
        return unpack_table(file.read())


def add_faults(record: Import, more: pa.Table) -> None:
    """Faults found later, beside those of the check."""
    before = record.faults
    together = pa.concat_tables([read_faults(record), more]).sort_by("row")
    record.faults = _keep(record, [pack_table(together)], "核对出的问题")
    record.save(update_fields=["faults"])
    _forget(before)


def discard_staged(record: Import, *, faults: bool = True) -> None:
    """Forget the rows (and the faults). The caller saves the import and leaves its trace in the trail."""
    staged, record.staged, record.parts = record.staged, None, []
    old_faults = record.faults
    if faults:
        record.faults = None
    record.save(update_fields=["staged", "parts", "faults"])
    _forget(staged)
    if faults:
        _forget(old_faults)


def _keep(record: Import, pieces: list[bytes] | Iterator[bytes], title: str) -> Document:
    path, sha256, size = store_file(pieces)
    return Document.objects.create(
        area_code=record.area_code,
        title=title,
        file_name="",
        media_type="application/vnd.apache.arrow.stream",
        size=size,
        sha256=sha256,
        path=path,
        added_at=get_now(),
        added_by_id=record.uploaded_by_id,
    )


def _forget(document: Document | None) -> None:
    from django.db import transaction

    if document is not None:
        path = document.path
        document.delete()
        transaction.on_commit(lambda: remove_file(path))
