"""A new encryption key, and everything moved to it: columns in batches, files one by one. Stopped anywhere, it is gone on with.

The blind index and the trail keep their keys: changing those would mean writing every index and every seal anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pgtrigger
from django.db import connection

from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.encrypted import EncryptedColumn, list_encrypted, list_sealed_texts
from doudi.foundation.files import encrypt_file_again, key_of_file, list_files
from doudi.foundation.key_file import drop_keys
from doudi.foundation.keys import keyring
from doudi.units.text import refusal

BATCH = 5_000
CHANGED = "foundation.keys.changed"
Progress = Callable[[str, int], None]


def drop_old_keys() -> list[int]:
    """Take every key but the newest out of the key file. Returns their numbers. Raises ProblemsError while one is in use."""
    if waiting := count_waiting():
        raise refusal(
            f"还有 {waiting} 个值或文件用旧密钥加密，请先运行 doudi rekey",
            f"{waiting} values or files still need an old key; run doudi rekey first",
        )
    old = drop_keys()
    _record({"dropped": old})
    return old


def count_waiting() -> int:
    """How many values and files are not encrypted with the newest key."""
    newest = keyring().newest.id
    count = sum(key_of_file(path) != newest for path in list_files())
    with acting(system("keys")), connection.cursor() as cursor:
        for column in list_encrypted():
            waiting = f"SELECT count(*) FROM {column.table} WHERE {_is_old(column)}"  # noqa: S608
            cursor.execute(waiting, [newest])
            count += cursor.fetchone()[0]
    return count + sum(
        sealed[0] != newest for texts in list_sealed_texts() for sealed in texts.read()
    )


def move_to_newest_key(progress: Progress = lambda what, count: None) -> int:
    """Encrypt again what an older key encrypted. Returns how many values and files; may be stopped and called again."""
    moved = 0
    for column in list_encrypted():
        done = 0
        for count in _move_column(column):
            done += count
            progress(f"{column.table}.{column.column}", done)
        moved += done
    for texts in list_sealed_texts():
        if done := texts.move():
            progress(texts.name, done)
            _record({"table": texts.name, "key": keyring().newest.id, "texts": done})
            moved += done
    files = sum(encrypt_file_again(path) for path in list_files())
    if files:
        progress("files", files)
        _record({"files": files, "key": keyring().newest.id})
    return moved + files


def _move_column(column: EncryptedColumn) -> Iterator[int]:
    """One batch after another, each a transaction. The history of rows notes no change: the values are the same."""
    while True:
        with acting(system("keys")) as actor, pgtrigger.ignore(), connection.cursor() as cursor:
            rows = _next_batch(cursor, column)
            if not rows:
                return
            keys = keyring()
            texts = [keys.decrypt(bytes(sealed), column.purpose) for _, sealed in rows]
            sealed = keys.encrypt_many(texts, column.purpose)
            cursor.execute(
                f"UPDATE {column.table} t SET {column.column} = n.sealed "  # noqa: S608
                f"FROM unnest(%s::bigint[], %s::bytea[]) AS n(id, sealed) WHERE t.{column.key} = n.id",
                [[number for number, _ in rows], sealed],
            )
            details = {"table": column.table, "column": column.column, "key": keys.newest.id}
            audit.record(actor, CHANGED, details=details, item_count=len(rows))
        yield len(rows)


def _next_batch(cursor: Any, column: EncryptedColumn) -> list[tuple[int, bytes]]:
    cursor.execute(
        f"SELECT {column.key}, {column.column} FROM {column.table} "  # noqa: S608
        f"WHERE {_is_old(column)} LIMIT {BATCH} FOR UPDATE",
        [keyring().newest.id],
    )
    rows: list[tuple[int, bytes]] = cursor.fetchall()
    return rows


def _is_old(column: EncryptedColumn) -> str:
    return f"get_byte({column.column}, 0) <> %s"


def _record(details: dict[str, Any]) -> None:
    with acting(system("keys")) as actor:
        audit.record(actor, CHANGED, details=details)
