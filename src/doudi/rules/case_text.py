"""From the bytes of a case file to its text: sizes, encodings, and what JSON writes differently from YAML."""

from __future__ import annotations

import re
from pathlib import Path

from doudi.units.text import ProblemsError, refusal

MOST_BYTES = 20_000_000
WORKBOOK = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password


def content_of(source: Path | str | bytes, name: str) -> tuple[str, bytes]:
    """The name for messages and the bytes of a file, or of `source` itself.

    Raises:
        ProblemsError: it cannot be read, is empty or too large.
    """
    if isinstance(source, bytes):
        return _sized(name, source)
    path = Path(source)
    name = _short(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_big(name)
        return _sized(name, path.read_bytes())
    except OSError as error:
        raise refusal(
            f"文件无法读取：{error.strerror}",
            f"the file cannot be read: {error.strerror}",
            where=name,
        ) from error


def _short(path: Path) -> str:
    """As a person would type it here, and an editor opens it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _sized(name: str, content: bytes) -> tuple[str, bytes]:
    if len(content) > MOST_BYTES:
        raise _too_big(name)
    if not content.strip():
        raise refusal("文件是空的", "the file is empty", where=name)
    return name, content


def _too_big(name: str) -> ProblemsError:
    most = MOST_BYTES // 1_000_000
    return refusal(
        f"文件超过 {most} MB，请分成几个文件",
        f"the file is larger than {most} MB; split it",
        where=name,
    )


def is_workbook(content: bytes) -> bool:
    return content.startswith((WORKBOOK, OLD_OFFICE))


def text_of(content: bytes, name: str) -> str:
    """The text of a YAML or JSON file, as YAML.

    Raises:
        ProblemsError: it is in no encoding of ours.
    """
    return one_escape_each(decode(content, name))


def decode(content: bytes, name: str) -> str:
    """Text in UTF-8 (with or without mark) or GB18030.

    Raises:
        ProblemsError: neither, with the line of the first byte that does not fit.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        damaged = error
    try:
        # Broken UTF-8 often happens to be GB18030 too, and would turn names into other names without a word.
        if not _is_mostly_utf8(content[: damaged.start]):
            return content.decode("gb18030")
    except UnicodeDecodeError as error:
        damaged = error
    line = content.count(b"\n", 0, damaged.start) + 1
    raise refusal(
        "文件编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8",
        "the file is neither UTF-8 nor GB18030; save it as UTF-8",
        where=f"{name}:{line}",
        value=content[damaged.start : damaged.start + 4].hex(" "),
    )


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether the part before a fault holds Chinese in UTF-8: three such characters are no accident."""
    return (
        sum("\u4e00" <= character <= "\u9fff" for character in head.decode("utf-8", "ignore")) >= 3
    )


_ESCAPED_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)


def one_escape_each(text: str) -> str:
    """JSON writes a rare character (𠮷) as two escapes, which YAML does not know: make them one."""
    if not text.lstrip().startswith(("{", "[")):
        return text

    def join(found: re.Match[str]) -> str:
        high, low = int(found[2], 16), int(found[3], 16)
        return f"{found[1]}\\U{0x10000 + (high - 0xD800 << 10) + (low - 0xDC00):08x}"

    return _ESCAPED_PAIR.sub(join, text)
