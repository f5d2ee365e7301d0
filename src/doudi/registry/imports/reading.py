"""A ledger file as columns of text, whatever it was: UTF-8 or GB18030, comma or tab, a workbook with a title above its header.

Nothing is interpreted here. A file that cannot be a ledger is refused with a sentence that says what to do about it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from doudi.units.text import Problem, ProblemsError, Spot, Text, refusal

MOST_ROWS = 600_000
MOST_COLUMNS = 200
MOST_BYTES = 200_000_000
HEADER_WITHIN = 10  # rows: titles and notes above the header
MOST_CELL = 2_000  # characters

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOM = b"\xef\xbb\xbf"

# How many of these header cells are known: the header is the row that scores highest.
Score = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Sheet:
    """The rows below the header. `rows[i]` is the number of row i as the spreadsheet shows it; columns are all text."""

    file_name: str
    name: str
    header: list[str]
    columns: list[pa.Array]
    rows: np.ndarray
    formulas: dict[int, np.ndarray] = field(default_factory=dict)  # column → row numbers
    ragged: dict[int, Text] = field(default_factory=dict)  # row number → what is wrong with it
    sheets: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, row: int, column: int | None = None) -> Spot:
        """Where a reader finds it: file, sheet, row, column."""
        start = [self.file_name, f"《{self.name}》" if self.name else ""]
        end = [] if column is None else [f"“{self.header[column]}”"]
        zh, en = [*start, f"第{row}行", *end], [*start, f"row {row}", *end]
        return Spot(" ".join(filter(None, zh)), " ".join(filter(None, en)))


def read_sheet(
    content: bytes,
    file_name: str,
    *,
    score: Score,
    sheet: str = "",
    most_rows: int = MOST_ROWS,
    peek: int | None = None,
) -> Sheet:
    """The table in a file. `sheet`: which one of a workbook; "" is the first that has a header. `peek`: only so many rows.

    Raises:
        ProblemsError: empty, too large, damaged, of another kind, in another encoding, without a header.
    """
    if not content.strip():
        raise refusal("文件是空的", "the file is empty", where=file_name)
    if len(content) > MOST_BYTES:
        raise refusal(
            f"文件超过 {MOST_BYTES // 1_000_000} MB，请分成几个文件",
            f"the file is larger than {MOST_BYTES // 1_000_000} MB; split it",
            where=file_name,
        )
    if content.startswith((ZIP, OLD_OFFICE)):
        from doudi.registry.imports.workbooks import read_workbook

        return read_workbook(
            content, file_name, score=score, sheet=sheet, most_rows=most_rows, peek=peek
        )
    return _read_csv(content, file_name, score=score, most_rows=most_rows, peek=peek)


# -- text ---------------------------------------------------------------------------------------------------------
def decode(content: bytes, file_name: str) -> str:
    """UTF-8 (with or without its mark), else GB18030, strictly: a lost character is a lost name.

    Raises:
        ProblemsError: neither, with the line; or bytes that no text has.
    """
    content = content.removeprefix(_BOM)
    if b"\0" in content[:100_000]:
        raise refusal(
            "这不是文本，也不是 Excel 工作簿。请另存为 .xlsx 或 CSV",
            "this is neither text nor an Excel workbook; save it as .xlsx or CSV",
            where=file_name,
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as as_utf8:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as as_gb:
            at = min(as_utf8.start, as_gb.start) if as_gb.start == 0 else as_gb.start
            line = content.count(b"\n", 0, at) + 1
            raise refusal(
                f"第 {line} 行有既不是 UTF-8 也不是 GB18030 的字节，文件可能已损坏，请重新导出",
                f"line {line} has bytes that are neither UTF-8 nor GB18030; the file may be damaged, export it again",
                where=file_name,
            ) from None


def _read_csv(
    content: bytes, file_name: str, *, score: Score, most_rows: int, peek: int | None
) -> Sheet:
    # Counted before anything is decoded: a huge file is refused while it is small in memory.
    if content.count(b"\n") > most_rows + HEADER_WITHIN:
        raise too_many_rows(content.count(b"\n"), most_rows, file_name)
    text = decode(content, file_name)
    del content
    if peek is not None:
        text = "".join(text[:500_000].splitlines(keepends=True)[: peek + HEADER_WITHIN])
    delimiter = _delimiter_of(text)
    head = _first_rows(text, delimiter, file_name)
    at = find_header(head, score, file_name)
    header = check_header(head[at], file_name, at + 1)
    skipped: dict[int, Text] = {}
    table = _parse(text, delimiter, header, at + 1, skipped, file_name)
    total = table.num_rows + len(skipped)
    numbers = np.arange(1, total + 1, dtype=np.int32)
    if skipped:
        numbers = np.delete(numbers, np.array(sorted(skipped)) - 1)
    columns = [column.combine_chunks() for column in table.columns]
    ragged = {number + at + 1: text for number, text in skipped.items() if text.zh}
    return without_blank_rows(
        Sheet(file_name, "", header, columns, numbers + (at + 1), ragged=ragged)
    )


def _parse(
    text: str,
    delimiter: str,
    header: list[str],
    above: int,
    skipped: dict[int, Text],
    file_name: str,
) -> pa.Table:
    """All cells as text. A row with too many or too few cells is left out and noted in `skipped`, counted from 1."""

    def odd_row(row: Any) -> str:
        blank = not row.text.strip().strip(delimiter)
        skipped[row.number - above] = (
            Text("", "")
            if blank
            else Text(
                f"这一行有 {row.actual_columns} 格，表头有 {row.expected_columns} 格；内容里有逗号时要加引号",
                f"this row has {row.actual_columns} cells, the header {row.expected_columns}; a cell with a comma needs quotes",
            )
        )
        return "skip"

    names = [str(i) for i in range(len(header))]
    try:
        return pacsv.read_csv(
            io.BytesIO(text.encode()),
            read_options=pacsv.ReadOptions(
                column_names=names, skip_rows=above, use_threads=False, block_size=1 << 22
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd_row,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "skip initial" in str(error):  # nothing below the header
            return pa.table({n: pa.array([], pa.string()) for n in names})
        raise refusal(
            "表格的引号不成对，或者一格里的内容过长",
            "a quotation mark is not closed, or a cell is too long",
            where=file_name,
        ) from None


def _delimiter_of(text: str) -> str:
    start = text[:4_000]
    return max(",\t;", key=lambda sign: (start.count(sign), sign == ","))


def _first_rows(text: str, delimiter: str, file_name: str) -> list[list[str]]:
    lines = text[:200_000].splitlines(keepends=True)[: HEADER_WITHIN * 2]
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        raise refusal("前几行不是表格", "the first lines are no table", where=file_name) from None
    return rows[:HEADER_WITHIN]


# -- the header ---------------------------------------------------------------------------------------------------
def find_header(rows: Sequence[Sequence[str]], score: Score, file_name: str) -> int:
    """Which of the first rows names the columns: the one with most known names, else the first with several cells.

    Raises:
        ProblemsError: none of them can be a header.
    """
    scores = [score([clean(c) for c in row]) for row in rows]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    for number, row in enumerate(rows):
        filled = [c for c in map(clean, row) if c]
        if len(filled) >= 2 and not any(c.isdigit() for c in filled):
            return number
    raise refusal(
        f"前 {HEADER_WITHIN} 行里没有表头。请补上写明各列名称的一行，再上传",
        f"none of the first {HEADER_WITHIN} rows is a header: add one that names the columns, then upload it again",
        where=file_name,
    )


def check_header(cells: Sequence[str], file_name: str, row: int) -> list[str]:
    """The names of the columns.

    Raises:
        ProblemsError: too many columns, or two of one name.
    """
    header = [clean(c) for c in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise refusal(
            f"有 {len(header)} 列，最多 {MOST_COLUMNS} 列。请只留下需要的列",
            f"there are {len(header)} columns, at most {MOST_COLUMNS} are read; keep only those needed",
            where=file_name,
        )
    places: dict[str, list[int]] = {}
    for number, name in enumerate(header, start=1):
        if name:
            places.setdefault(name, []).append(number)
    twice = {name: at for name, at in places.items() if len(at) > 1}
    if twice:
        raise ProblemsError(
            [
                Problem(
                    Text(
                        f"第 {'、'.join(map(str, at))} 列的名称相同，请改成不同的名称",
                        f"columns {', '.join(map(str, at))} have the same name; give them different ones",
                    ),
                    Spot(f"{file_name} 第{row}行", f"{file_name} row {row}"),
                    name,
                )
                for name, at in twice.items()
            ]
        )
    return header


def clean(cell: Any) -> str:
    """A header cell without blanks and line breaks."""
    return "".join(str(cell).replace("\ufeff", "").split()) if cell is not None else ""


def too_many_rows(found: int, most: int, file_name: str) -> ProblemsError:
    return refusal(
        f"约有 {found:,} 行，一次最多 {most:,} 行。请按乡镇分成几个文件",
        f"there are about {found:,} rows, at most {most:,} at a time; split the file, say by township",
        where=file_name,
    )


def without_blank_rows(sheet: Sheet) -> Sheet:
    """Rows in which nothing is written are no rows. Raises ProblemsError when none are left, or a cell is endless."""
    filled = np.zeros(len(sheet.rows), bool)
    for column in sheet.columns:
        length = pc.utf8_length(column).to_numpy(zero_copy_only=False)
        if len(length) and int(length.max()) > MOST_CELL:
            at = int(length.argmax())
            raise refusal(
                f"这一格超过 {MOST_CELL} 个字",
                f"this cell has more than {MOST_CELL} characters",
                where=sheet.place(int(sheet.rows[at]), sheet.columns.index(column)),
            )
        filled |= length > 0
    if not filled.any() and not sheet.ragged:
        raise refusal(
            "表头下面没有内容", "there is nothing below the header", where=sheet.file_name
        )
    if filled.all():
        return sheet
    keep = pa.array(filled)
    return Sheet(
        sheet.file_name,
        sheet.name,
        sheet.header,
        [c.filter(keep) for c in sheet.columns],
        sheet.rows[filled],
        sheet.formulas,
        sheet.ragged,
        sheet.sheets,
    )
