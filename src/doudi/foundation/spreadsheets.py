"""Tables as XLSX that Excel and WPS open as they should: numbers as text where they are names, nothing that runs as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60
MOST_CHARACTERS = 32_000  # a cell holds 32,767


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet. kind: text | count | money (whole fen) | date | time."""

    label: str
    kind: str = "text"


def safe_text(value: str) -> str:
    """Text that no spreadsheet program takes for a formula, in XLSX or in CSV."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def write_sheet(
    file: IO[bytes],
    *,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] = (),
    scratch: Path | None = None,
    made: date | None = None,
) -> int:
    """Write one sheet: headings in the first row, frozen and with filters; notes in the page's footer. Returns how many rows.

    `scratch`: a folder for what waits on disk until the book is closed, where that names residents. `made`: the day that the book
    is to bear, where the same rows must give the same bytes.
    A value may be None (an empty cell: not known). Rows go through to disk one by one: memory does not grow with them.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options | ({"tmpdir": str(scratch)} if scratch else {}))
    styles = {
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet(_sheet_name(title))
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, max(12, min(WIDEST, 2 * len(heading.label) + 4)))
    sheet.write_row(0, 0, [safe_text(h.label) for h in headings], book.add_format({"bold": True}))
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, (heading, value) in enumerate(zip(headings, row, strict=True)):
            if value is not None:
                _write(sheet, count, place, heading.kind, value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, max(len(headings) - 1, 0))
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&C" + title.replace("&", "&&")[:200])
    sheet.set_footer("&L" + " ".join(notes).replace("&", "&&")[:200] + "&R&P / &N")
    about: dict[str, Any] = {"title": title, "comments": "\n".join(notes)}
    if made is not None:
        about["created"] = datetime(made.year, made.month, made.day)  # noqa: DTZ001 # a book knows no zones
    book.set_properties(about)
    book.close()
    return count


def _write(sheet: Any, row: int, place: int, kind: str, value: Any, styles: dict[str, Any]) -> None:
    style = styles[kind]
    if kind == "count":
        sheet.write_number(row, place, value, style)
    elif kind == "money":
        sheet.write_number(row, place, Decimal(value) / 100, style)
    elif kind == "time" and isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), style)
    elif kind == "date" and isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    else:
        sheet.write_string(row, place, safe_text(str(value))[:MOST_CHARACTERS], style)


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "1"
