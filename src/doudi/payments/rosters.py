"""Files that are sheets: the finance bureau's roster out, its result back. Read as every ledger here is: strictly, nothing run as a formula."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.payments.domain.formats import Batch, Column, Format, Payment
from doudi.payments.domain.reply import Reply, Row
from doudi.payments.domain.writing import summary_of, value_of
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.units.text import ProblemsError


def write_roster(form: Format, batch: Batch, payments: Iterable[Payment]) -> Iterator[bytes]:
    """In pieces. What waits on disk lies in a folder of our own until the book is closed."""
    columns = form.out.line
    headings = [Heading(c.label.zh, "money" if c.holds == "amount" else "text") for c in columns]
    rows = (
        [p.amount_fen if c.holds == "amount" else value_of(c, form, batch, p, n) for c in columns]
        for n, p in enumerate(payments, start=1)
    )
    summary = summary_of(form, batch)
    last = [summary(c) for c in form.out.trailer]
    yield from written(form.title, headings, _with_last(rows, last, len(columns)), batch.day)


def written(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]], day: dt.date
) -> Iterator[bytes]:
    """A sheet whose bytes depend on nothing but what is in it."""
    folder = settings.DOUDI.data / "scratch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        tempfile.TemporaryFile(dir=scratch) as sheet,
    ):
        write_sheet(
            _bytes(sheet),
            title=title,
            headings=headings,
            rows=rows,
            scratch=Path(scratch),
            made=day,
        )
        sheet.seek(0)
        while piece := sheet.read(1 << 18):
            yield piece


def _bytes(file: Any) -> IO[bytes]:
    return file  # type: ignore[no-any-return]


def _with_last(rows: Iterable[list[Any]], last: list[str], width: int) -> Iterator[list[Any]]:
    yield from rows
    if last:
        yield [*last, *[None] * (width - len(last))]


def read_roster(form: Format, file: IO[bytes], file_name: str) -> Reply:
    """Columns are found by their names, wherever they stand."""
    reply = Reply(file_name)
    labels = {c.label.zh: c for c in form.back.line}
    try:
        sheet = read_sheet(
            file.read(), file_name, score=lambda cells: sum(c in labels for c in cells)
        )
    except ProblemsError as error:
        reply.faults += error.problems
        return reply
    places = {
        c.holds: sheet.header.index(label) for label, c in labels.items() if label in sheet.header
    }
    for label, column in labels.items():
        if column.holds not in places:
            reply.fault(0, f"缺少“{label}”这一列", f"the column {column.label.en} is missing")
    for column in form.back.line:
        for number in sheet.formulas.get(places.get(column.holds, -1), ()):
            zh, en = "这一格是公式，请改成数值", "this cell is a formula: put its value"
            reply.fault(int(number), zh, en, column=column.label)
    for number, said in sheet.ragged.items():
        reply.fault(number, said.zh, said.en)
    if not reply.faults:
        _take(form, reply, sheet, places)
    return reply


def _take(form: Format, reply: Reply, sheet: Sheet, places: dict[str, int]) -> None:
    columns = [(held, sheet.columns[at].to_pylist()) for held, at in places.items()]
    first = [sheet.columns[at].to_pylist() for at in range(len(form.back.trailer))]
    mark = form.back.trailer[0].text if form.back.trailer else ""
    for at, number in enumerate(sheet.rows.tolist()):
        if mark and (first[0][at] or "").strip() == mark:
            reply.summary.update(_last(form.back.trailer, [c[at] for c in first], number))
        else:
            reply.rows.append(Row(number, {held: _cell(cells[at]) for held, cells in columns}))


def _last(columns: Sequence[Column], cells: list[Any], row: int) -> dict[str, tuple[int, str]]:
    return {c.holds: (row, _cell(v)) for c, v in zip(columns, cells, strict=True) if c.holds}


def _cell(value: Any) -> str:
    return (value or "").strip().removeprefix("'")
