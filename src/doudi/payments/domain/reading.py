"""A text file that came back: fixed widths or a delimiter, read strictly. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doudi.payments.domain.formats import FIXED, Column, Format
from doudi.payments.domain.reply import Reply, Row

MOST_LINES = 1_000_000
LONGEST_LINE = 4_000  # bytes


def read_text(form: Format, lines: Iterable[bytes], file_name: str) -> Reply:
    """Every row, and every fault of reading it. A line is decoded before it is split: a byte of a Chinese character may look like a delimiter."""
    reply = Reply(file_name)
    layout = form.back
    first, last = bool(layout.header), bool(layout.trailer)
    waiting: tuple[int, bytes] | None = None
    chinese, as_utf8, seen = 0, 0, 0
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip(b"\r\n\x1a") if form.shape == FIXED else raw.strip(b"\r\n\x1a ")
        if not line.strip():
            continue
        if number > MOST_LINES or len(line) > LONGEST_LINE:
            reply.fault(number, "不是这种格式的文件", "this is not a file of this format")
            return reply
        if not line.isascii():
            chinese += 1
            as_utf8 += _is_utf8(line)
        seen += 1
        if waiting is not None:
            _take(form, reply, *waiting, seen == 2 and first, is_last=False)
        waiting = number, line
    if waiting is not None:
        _take(form, reply, *waiting, seen == 1 and first, is_last=last)
    reply.is_utf8 = bool(chinese) and chinese == as_utf8 and form.encoding != "utf-8"
    if not seen:
        reply.fault(0, "文件是空的", "the file is empty")
    return reply


def _is_utf8(line: bytes) -> bool:
    try:
        return any(c > "\u2fff" for c in line.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _take(
    form: Format, reply: Reply, number: int, line: bytes, is_first: bool, *, is_last: bool
) -> None:
    layout = form.back
    if is_first:
        columns = layout.header
    elif form.headings and not layout.header and number == 1:
        return
    elif is_last:
        columns = layout.trailer
    else:
        columns = layout.line
    cells = _cells(form, columns, line)
    if isinstance(cells, bytes):
        reply.fault(
            number,
            f"有不是 {form.encoding.upper()} 编码的字节",
            f"bytes that are not {form.encoding.upper()}",
            value=cells.hex(" "),
        )
        return
    if cells is None or any(c.text and v != c.text for c, v in zip(columns, cells, strict=True)):
        _not_this_format(form, reply, number, is_first, is_last)
        return
    values = {c.holds: v for c, v in zip(columns, cells, strict=True) if c.holds}
    if is_first or is_last:
        reply.summary.update({held: (number, v) for held, v in values.items()})
    else:
        reply.rows.append(Row(number, values))


def _not_this_format(
    form: Format, reply: Reply, number: int, is_first: bool, is_last: bool
) -> None:
    if is_last and reply.rows:
        reply.fault(
            number,
            "最后一行不是合计行，文件可能不完整",
            "the last row is not the totals: the file may be cut off",
        )
    else:
        reply.fault(
            number,
            f"这一行不是“{form.label.zh}”的格式",
            f"this row is not of the format {form.label.en}",
        )


def _cells(form: Format, columns: Sequence[Column], line: bytes) -> list[str] | bytes | None:
    """The cells; the bytes that are no text; or None where the row has another shape."""
    try:
        if form.shape == FIXED:
            return _by_width(form, columns, line)
        cells = [c.strip() for c in line.decode(form.encoding).split(form.delimiter)]
    except UnicodeDecodeError as error:
        return line[error.start : error.end]
    return cells if len(cells) == len(columns) else None


def _by_width(form: Format, columns: Sequence[Column], line: bytes) -> list[str] | None:
    width = sum(c.width for c in columns)
    # Editors and mail programs cut the blanks at the end of a line.
    line = line.ljust(width)
    if len(line) != width:
        return None
    cells, at = [], 0
    for column in columns:
        cells.append(line[at : at + column.width].decode(form.encoding).strip(" "))
        at += column.width
    return cells
