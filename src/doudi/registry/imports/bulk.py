"""Tables of this transaction only: an Arrow table in by COPY, then everything else is one statement for all rows.

COPY into a table under row security is refused; what stands in these tables goes into the register by INSERT … SELECT, where
row security and the audit rule look at it.
"""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
from django.db import connection
from psycopg import sql

# The register's own text columns are ordered by bytes; a comparison of two orders would be refused.
_TYPES = {
    pa.string(): 'text COLLATE "C"',
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.bool_(): "boolean",
    pa.binary(): "bytea",
}
_WRITE = pacsv.WriteOptions(include_header=False, quoting_style="needed")


def load(name: str, table: pa.Table, *, index: str = "") -> None:
    """A temporary table with these rows; one of that name from before is replaced. `index`: a column to find rows by."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} " + _TYPES[field.type]).format(sql.Identifier(field.name))
        for field in table.schema
    )
    with connection.cursor() as cursor:
        drop(cursor, name)
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
                sql.Identifier(name), columns
            )
        )
        if table.num_rows:
            copy = sql.SQL("COPY pg_temp.{} FROM STDIN (FORMAT csv)").format(sql.Identifier(name))
            with cursor.copy(copy) as stream:
                stream.write(_csv(table))
        if index:
            cursor.execute(
                sql.SQL("CREATE INDEX ON pg_temp.{} ({})").format(
                    sql.Identifier(name), sql.Identifier(index)
                )
            )
        cursor.execute(sql.SQL("ANALYZE pg_temp.{}").format(sql.Identifier(name)))


def create(name: str, query: str, params: dict[str, Any] | None = None) -> None:
    """A temporary table from a query."""
    with connection.cursor() as cursor:
        drop(cursor, name)
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}", params)
        cursor.execute(f"ANALYZE pg_temp.{name}")


def drop(cursor: Any, name: str) -> None:
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(name)))


def run(query: str, params: dict[str, Any] | None = None) -> int:
    """Execute; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return int(cursor.rowcount)


def fetch(query: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def binary(values: list[bytes | None]) -> pa.Array:
    return pa.array(values, pa.binary())


def _csv(table: pa.Table) -> memoryview:
    columns = [_hex(column) if column.type == pa.binary() else column for column in table.columns]
    sink = io.BytesIO()
    pacsv.write_csv(pa.table(columns, names=table.column_names), sink, _WRITE)
    return sink.getbuffer()


def _hex(column: pa.ChunkedArray) -> pa.Array:
    return pa.array(
        [None if value is None else "\\x" + value.hex() for value in column.to_pylist()],
        pa.string(),
    )
