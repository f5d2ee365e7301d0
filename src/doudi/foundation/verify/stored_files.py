"""Stored files: each row's file is there and its key at hand; looked at deeply, it is what was put in."""

from __future__ import annotations

import hashlib
from typing import Any

from doudi.foundation.encrypted import FileColumns, list_file_columns
from doudi.foundation.files import BadFile, key_of_file, list_files, open_file
from doudi.foundation.keys import keyring
from doudi.foundation.verify.report import Report
from doudi.units.text import Text

PIECE = 1 << 20


def check_files(cursor: Any, report: Report, *, deep: bool) -> None:
    known = {key.id for key in keyring().encryption}
    there = set(list_files())
    count, wanted, found = 0, set(), []
    for columns in list_file_columns():
        for path, sha256, size in _rows(cursor, columns):
            count += 1
            wanted.add(path)
            found += _problems(path, sha256, size, known, deep=deep)
    report.all_wrong(found)
    spare = len(there - wanted)
    report.saw(
        f"文件 {count} 个" + ("，逐个读出核对" if deep else "") + f"；另有 {spare} 个没有登记指向",
        f"{count} files"
        + (", each read" if deep else "")
        + f"; {spare} more that no row points to",
    )


def _rows(cursor: Any, columns: FileColumns) -> list[tuple[str, str, int]]:
    cursor.execute(
        f"SELECT DISTINCT {columns.path}, {columns.sha256}, {columns.size} FROM {columns.table} "  # noqa: S608
        f"WHERE {columns.path} <> ''"
    )
    rows: list[tuple[str, str, int]] = cursor.fetchall()
    return rows


def _problems(path: str, sha256: str, size: int, known: set[int], *, deep: bool) -> list[Text]:
    try:
        if (key := key_of_file(path)) not in known:
            return [Text(f"文件 {path} 要用第 {key} 号密钥", f"file {path} needs key {key}")]
        if deep and _measure(path) != (sha256, size):
            return [Text(f"文件 {path} 与登记的不符", f"file {path} is not what was put in")]
    except BadFile as error:
        return [Text(f"文件不能读：{error}", f"a file cannot be read: {error}")]
    return []


def _measure(path: str) -> tuple[str, int]:
    sha, size = hashlib.sha256(), 0
    with open_file(path) as file:
        while piece := file.read(PIECE):
            sha.update(piece)
            size += len(piece)
    return sha.hexdigest(), size
