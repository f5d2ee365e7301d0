"""Workbooks. A workbook is a zip file that may unpack to anything: it is measured, unpacked piece by piece, before it is opened."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from doudi.registry.imports.reading import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    OLD_OFFICE,
    Score,
    Sheet,
    check_header,
    find_header,
    too_many_rows,
    without_blank_rows,
)
from doudi.units.text import ProblemsError, refusal

MOST_UNPACKED = 1_000_000_000  # bytes of all parts together
MOST_PARTS = 2_000
BOMB = 150  # a sheet of text unpacks to ten or thirty times its size, never to this
BLOCK, OVERLAP = 1 << 20, 4_096
BATCH = 20_000

_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*><f[\s/>]')


def read_workbook(
    content: bytes,
    file_name: str,
    *,
    score: Score,
    sheet: str,
    most_rows: int,
    peek: int | None = None,
) -> Sheet:
    """A sheet of a workbook as columns of text.

    Raises:
        ProblemsError: locked, damaged, a bomb, too many rows or columns, merged cells among the rows, no header.
    """
    formulas = {} if content.startswith(OLD_OFFICE) else _measure(content, file_name, most_rows)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        if sheet and sheet not in names:
            raise refusal(
                "工作簿里没有这个工作表",
                "the workbook has no such sheet",
                where=file_name,
                value=sheet,
            )
        return _read_first(
            book, names, [sheet] if sheet else names, file_name, score, most_rows, formulas, peek
        )
    except calamine.PasswordError:
        raise refusal(
            "工作簿加了密码，请去掉密码后再上传",
            "the workbook has a password; remove it first",
            where=file_name,
        ) from None
    except (
        calamine.CalamineError,
        calamine.XmlError,
        calamine.ZipError,
        zipfile.BadZipFile,
    ) as error:
        raise damaged(file_name) from error


def damaged(file_name: str) -> ProblemsError:
    return refusal(
        "这不是完好的 Excel 工作簿，请在 Excel 或 WPS 中打开后另存为 .xlsx",
        "this is no sound Excel workbook; open it in Excel or WPS and save it as .xlsx",
        where=file_name,
    )


def _read_first(
    book: Any,
    names: list[str],
    wanted: list[str],
    file_name: str,
    score: Score,
    most_rows: int,
    formulas: dict[str, dict[int, array[int]]],
    peek: int | None,
) -> Sheet:
    refused: ProblemsError | None = None
    for name in wanted:
        found = book.get_sheet_by_name(name)
        try:
            return _read(
                found, name, tuple(names), file_name, score, most_rows, formulas.get(name, {}), peek
            )
        except ProblemsError as error:  # a cover sheet with notes has no header: the next may
            refused = refused or error
    raise refused or refusal("工作簿里没有工作表", "the workbook has no sheet", where=file_name)


def _read(
    sheet: Any,
    name: str,
    names: tuple[str, ...],
    file_name: str,
    score: Score,
    most_rows: int,
    formulas: dict[int, array[int]],
    peek: int | None,
) -> Sheet:
    if sheet.total_height > most_rows + HEADER_WITHIN:
        raise too_many_rows(sheet.total_height, most_rows, file_name)
    if sheet.total_width > 4 * MOST_COLUMNS:
        check_header([str(i) for i in range(sheet.total_width)], file_name, 1)
    if not sheet.total_height:
        raise refusal("文件是空的", "the file is empty", where=file_name)
    head = sheet.to_python(skip_empty_area=False, nrows=HEADER_WITHIN)
    at = find_header(head, score, file_name)
    header = check_header(head[at], file_name, at + 1)
    _refuse_merged(sheet, at, file_name, name)
    columns = _columns(sheet, at + 1, len(header), peek)
    height = len(columns[0])
    return without_blank_rows(
        Sheet(
            file_name,
            name,
            header,
            columns,
            np.arange(at + 2, at + 2 + height, dtype=np.int32),
            {c: np.frombuffer(rows, np.int32) for c, rows in formulas.items() if c < len(header)},
            sheets=names,
        )
    )


def _refuse_merged(sheet: Any, header: int, file_name: str, name: str) -> None:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > header and (top, left) != (bottom, right):
            place = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
            raise refusal(
                f"{place} 是合并单元格。请取消合并，每一行都填写完整",
                f"{place} are merged cells; unmerge them and fill in every row",
                where=f"{file_name} 《{name}》",
            )


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _columns(sheet: Any, above: int, width: int, peek: int | None) -> list[pa.Array]:
    """Text columns, taken over in batches: Python objects for the whole sheet would be several times its size."""
    left = sheet.start[1] if sheet.start else 0  # empty columns at the left are not handed over
    parts: list[list[pa.Array]] = [[] for _ in range(width)]
    for batch in _batches(islice(sheet.iter_rows(), None if peek is None else above + peek), above):
        for part in parts[:left]:
            part.append(pa.array([""] * len(batch)))
        for part, column in zip(parts[left:], zip(*batch, strict=True), strict=False):
            part.append(_text_array(column))
    return [pa.concat_arrays(part) if part else pa.array([], pa.string()) for part in parts]


def _batches(rows: Iterable[list[Any]], above: int) -> Iterable[list[list[Any]]]:
    batch: list[list[Any]] = []
    for number, row in enumerate(rows):
        if number < above:
            continue
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text_array(cells: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid, TypeError):
        return pa.array([cell_text(c) for c in cells], pa.string())


def cell_text(cell: Any) -> str:
    """What a cell shows. A number keeps fifteen figures, as Excel does; beyond that figures are lost and it says so (E+)."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        if abs(cell) < 1e15 and cell == int(cell):
            return str(int(cell))
        return f"{cell:.15G}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return "" if cell is None else str(cell)


# -- before it is opened ------------------------------------------------------------------------------------------
def _measure(content: bytes, file_name: str, most_rows: int) -> dict[str, dict[int, array[int]]]:
    """Refuses bombs and endless sheets. Returns, by sheet and column, the rows that hold formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            unpacked = sum(p.file_size for p in listed)
            packed = max(1, sum(p.compress_size for p in listed))
            if (
                len(listed) > MOST_PARTS
                or unpacked > MOST_UNPACKED
                or (unpacked > 50_000_000 and unpacked > BOMB * packed)
            ):
                raise refusal(
                    f"工作簿解压后有 {unpacked // 1_000_000:,} MB，不像正常的台账，不予读取",
                    f"the workbook unpacks to {unpacked // 1_000_000:,} MB, which no ledger does; it is not read",
                    where=file_name,
                )
            sheets = _sheet_names(parts)
            return {
                sheets.get(p.filename, ""): _scan(parts, p, file_name, most_rows)
                for p in listed
                if p.filename.startswith("xl/worksheets/") and p.filename.endswith(".xml")
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ) as error:
        raise damaged(file_name) from error


def _scan(
    parts: zipfile.ZipFile, part: zipfile.ZipInfo, file_name: str, most_rows: int
) -> dict[int, array[int]]:
    rows, formulas, before = 0, {}, b""
    with parts.open(part) as file:
        while block := file.read(BLOCK):
            rows += block.count(b"<row ") + block.count(b":row ")
            if rows > most_rows + HEADER_WITHIN:
                raise too_many_rows(rows, most_rows, file_name)
            text = before + block
            if b"<f>" in text or b"<f " in text or b"<f/" in text:
                for letters, row in _FORMULA.findall(text):
                    formulas.setdefault(_number(letters), array("i")).append(int(row))
            before = text[-OVERLAP:]
    return formulas


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _sheet_names(parts: zipfile.ZipFile) -> dict[str, str]:
    """Names of sheets by their part: from the workbook's own list and its relations."""
    from html import unescape

    book = parts.read("xl/workbook.xml").decode("utf-8", "replace")
    links = parts.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        key, target = re.search(r'\bId="([^"]+)"', tag), re.search(r'\bTarget="([^"]+)"', tag)
        if key and target:
            targets[key[1]] = "xl/" + target[1].removeprefix("/xl/").removeprefix("xl/")
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, key = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]+)"', tag)
        if name and key and key[1] in targets:
            found[targets[key[1]]] = unescape(name[1])
    return found
