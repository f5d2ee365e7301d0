"""A list as a file: XLSX, or CSV in GB18030 or UTF-8; no cell runs as a formula; who has it stands on every printed page."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from doudi.foundation.files import StoredFile, store_file
from doudi.foundation.spreadsheets import Heading, safe_text, write_sheet
from doudi.registry.exports.lists import ExportList
from doudi.registry.imports.ledgers import FACT
from doudi.rules.rulebook import Rulebook
from doudi.units.money import format_yuan

MOST_SHEET_ROWS = 1_048_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS = {"household_from", "birth_date", "joined_on", "died_on"}


class Format(NamedTuple):
    suffix: str
    media_type: str
    encoding: str


FORMATS = {
    "xlsx": Format(".xlsx", XLSX, ""),
    "csv_gb18030": Format(".csv", "text/csv", "gb18030"),
    "csv_utf8": Format(".csv", "text/csv", "utf-8-sig"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Who asked for the file, under which posting, when, for what: on every page and in the file's properties."""

    lines: tuple[str, ...]


def kinds_of(listed: ExportList, book: Rulebook) -> list[str]:
    """Of each column: text, count, money or date."""
    return [_kind(column.field, book) for column in listed.columns]


def _kind(field: str, book: Rulebook) -> str:
    if field.startswith(FACT):
        return "money" if book.facts[field.removeprefix(FACT)].unit.is_money else "text"
    return "date" if field in _DAYS else "count" if field == "members" else "text"


def write_file(
    file_format: str,
    title: str,
    headings: list[Heading],
    rows: Iterable[list[Any]],
    mark: Mark,
) -> tuple[StoredFile, int]:
    """Write, encrypt and keep the file; how many rows it has. A sheet takes `MOST_SHEET_ROWS`."""
    if file_format != "xlsx":
        return _write_csv(FORMATS[file_format].encoding, headings, rows)
    folder = settings.DOUDI.data / "scratch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        tempfile.TemporaryFile(dir=scratch) as sheet,
    ):
        count = write_sheet(
            sheet,  # type: ignore[arg-type] # a file of bytes
            title=title,
            headings=headings,
            rows=rows,
            notes=mark.lines,
            scratch=Path(scratch),
        )
        sheet.seek(0)
        return store_file(sheet), count


def _write_csv(
    encoding: str, headings: list[Heading], rows: Iterable[list[Any]]
) -> tuple[StoredFile, int]:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        yield _line([h.label for h in headings]).encode(encoding)
        plain = (
            "utf-8" if encoding == "utf-8-sig" else encoding
        )  # the mark stands once, at the beginning
        for count, row in enumerate(rows, start=1):  # noqa: B007 # counted for the caller
            cells = [_cell(h.kind, value) for h, value in zip(headings, row, strict=True)]
            yield _line(cells).encode(plain)

    return store_file(_joined(lines())), count


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Lines in larger pieces: the file is encrypted chunk by chunk."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) > 1 << 18:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def _cell(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if kind == "money":
        return format_yuan(value).replace(",", "")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(str(value))


def _line(cells: list[str]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerow(cells)
    return sink.getvalue()
