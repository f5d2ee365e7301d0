"""Encrypted columns: every value names a key that is at hand; looked at deeply, every value can be read and found."""

from __future__ import annotations

from typing import Any

from doudi.foundation.audit_chain import copy_lines
from doudi.foundation.encrypted import EncryptedColumn, list_encrypted
from doudi.foundation.keys import BadKeys, keyring
from doudi.foundation.verify.report import Report
from doudi.units.text import Text

COLUMNS = r"""
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname LIKE '%\_cipher' AND NOT a.attisdropped AND c.relkind = 'r'
    AND c.relpersistence = 'p' AND c.relnamespace = 'public'::regnamespace
"""


def check_ciphers(cursor: Any, report: Report, *, deep: bool) -> None:
    known = {key.id for key in keyring().encryption}
    columns = list_encrypted()
    _check_registered(cursor, columns, report)
    count = 0
    for column in columns:
        cursor.execute(
            f"SELECT CASE WHEN length({column.column}) > 0 THEN get_byte({column.column}, 0) ELSE 0 END, count(*)"  # noqa: S608
            f" FROM {column.table} WHERE {column.column} IS NOT NULL GROUP BY 1"
        )
        for key, found in cursor.fetchall():
            count += found
            if key not in known:
                report.wrong(
                    f"{column.table}.{column.column}：{found} 个值用第 {key} 号密钥加密，密钥文件里没有",
                    f"{column.table}.{column.column}: {found} values need key {key}, which is not in the key file",
                )
        if deep:
            report.all_wrong(_unreadable(cursor, column))
    report.saw(
        f"加密字段 {len(columns)} 列，{count} 个值" + ("，逐个解密核对" if deep else ""),
        f"{len(columns)} encrypted columns, {count} values" + (", each decrypted" if deep else ""),
    )


def _check_registered(cursor: Any, columns: list[EncryptedColumn], report: Report) -> None:
    cursor.execute(COLUMNS)
    strange = set(cursor.fetchall()) - {(c.table, c.column) for c in columns}
    for table, column in sorted(strange):
        report.wrong(
            f"{table}.{column} 没有登记为加密字段，换密钥时会遗漏",
            f"{table}.{column} is not registered as encrypted: a change of keys would miss it",
        )


def _unreadable(cursor: Any, column: EncryptedColumn) -> list[Text]:
    keys, found = keyring(), []
    index = f"encode({column.index}, 'hex')" if column.index else "''"
    rows = (
        f"SELECT {column.key}, encode({column.column}, 'hex'), {index} FROM {column.table} "  # noqa: S608
        f"WHERE {column.column} IS NOT NULL"
    )
    for line in copy_lines(cursor, rows):
        number, sealed, indexed = line.decode().split("\t")
        place = f"{column.table}.{column.column} {number}"
        try:
            text = keys.decrypt(bytes.fromhex(sealed), column.purpose)
        except (BadKeys, UnicodeDecodeError):
            found.append(Text(f"{place}：不能解密", f"{place}: cannot be decrypted"))
            continue
        if indexed not in ("", keys.blind_index(text, column.purpose).hex()):
            found.append(
                Text(
                    f"{place}：与查找用的摘要不符",
                    f"{place}: does not fit the index it is found by",
                )
            )
    return found
