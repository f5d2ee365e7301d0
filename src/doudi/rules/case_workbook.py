"""Opening a workbook without being hurt by it, and what one of its cells says."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from doudi.rules.case_text import OLD_OFFICE
from doudi.units.text import ProblemsError, plain, refusal

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

MOST_UNPACKED = 60_000_000  # bytes: a workbook is a zip file, and may unpack to anything
MOST_PARTS = 1_000
MOST_MERGED = 100_000  # cells: each cell of a merged range is made in memory


def open_workbook(content: bytes, name: str) -> Any:
    """The workbook in these bytes.

    Raises:
        ProblemsError: an old or locked one, a damaged one, or one that unpacks to far more than it should.
    """
    if content.startswith(OLD_OFFICE):
        raise refusal(
            "这是旧格式（.xls）或加了密码的工作簿，请另存为不加密的 .xlsx",
            "this is an old workbook (.xls) or one with a password; save it as .xlsx without one",
            where=name,
        )
    import openpyxl

    try:
        _refuse_bombs(content, name)
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it leaves out (WPS writes some): they hold no data
            warnings.simplefilter("ignore", UserWarning)
            return openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except ProblemsError:
        raise
    except Exception as error:  # a damaged file can make the reader fail anywhere
        raise refusal(
            f"这个文件不是完好的 Excel 工作簿（{type(error).__name__}）",
            f"this file is no sound Excel workbook ({type(error).__name__})",
            where=name,
        ) from error


def _refuse_bombs(content: bytes, name: str) -> None:
    """A few kilobytes can ask for gigabytes: look at what the workbook declares before unpacking it."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > MOST_PARTS or sum(p.file_size for p in listed) > MOST_UNPACKED:
            most = MOST_UNPACKED // 1_000_000
            raise refusal(
                f"工作簿解压后超过 {most} MB，请分成几个文件",
                f"the workbook unpacks to more than {most} MB; split it",
                where=name,
            )
        for part in listed:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                _refuse_huge_merges(parts.read(part), name)


_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def _refuse_huge_merges(sheet: bytes, name: str) -> None:
    merged = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal merged
        if tag.endswith("mergeCell"):
            found = _RANGE.fullmatch(attributes.get("ref", ""))
            if found:
                wide = _column_number(found[3]) - _column_number(found[1]) + 1
                merged += abs(wide * (int(found[4]) - int(found[2]) + 1))
        if merged > MOST_MERGED:
            raise refusal(
                "合并单元格过多，请取消合并", "too many cells are merged; unmerge them", where=name
            )

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(sheet, True)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


# -- one cell ------------------------------------------------------------------------------------------
def cell_value(cell: Cell, where: str, *, is_identity: bool = False) -> Any:
    """What a cell says, as a case file would have it. None: nothing.

    Raises:
        ProblemsError: a formula, an error, a number that has lost its figures, a time of day.
    """
    value: Any = cell.value
    if cell.data_type == "f":
        shown = value if isinstance(value, str) else None
        raise refusal(
            "这一格是公式，请改成填写结果",
            "this cell is a formula; enter its result",
            where=where,
            value=shown,
        )
    if cell.data_type == "e":
        raise refusal("这一格是错误值", "this cell holds an error", where=where, value=value)
    if isinstance(value, str):
        return value.strip() if plain(value) else None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime | date | time | timedelta):
        return _day(value, where)
    return _number(value, where, is_identity=is_identity)


def _day(value: Any, where: str) -> str:
    midnight = isinstance(value, datetime) and value.time() == time()
    if midnight:
        return str(value.date().isoformat())
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise refusal(
        "这里应是日期，不能带时间", "a date is needed, without a time", where=where, value=value
    )


def _number(value: Any, where: str, *, is_identity: bool) -> int | Decimal:
    if is_identity:
        raise refusal(
            "证件号码被表格当成了数字，后几位已丢失，请设为文本格式后重新填写",
            "the identity number was kept as a number and lost its last figures; format the cell as text and enter it again",
            where=where,
        )
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise refusal("这一格不是数字", "this cell is not a number", where=where, value=value)
    if exact == exact.to_integral_value():
        if exact.adjusted() >= 15:  # beyond what a spreadsheet keeps exactly
            raise refusal(
                "数字太长，表格已丢失后几位，请设为文本格式后重新填写",
                "the number is too long: the spreadsheet has lost figures; format the cell as text",
                where=where,
                value=value,
            )
        return int(exact)
    decimals = -int(exact.normalize().as_tuple().exponent)
    if decimals > 2:
        raise refusal(
            "小数超过两位，可能是算出来的，请填写准确到分的数",
            "more than two decimals, perhaps the result of a calculation; enter an exact figure",
            where=where,
            value=value,
        )
    return exact
