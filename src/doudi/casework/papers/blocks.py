"""The body of a paper as lines of plain text, read into blocks that PDF, page and DOCX lay out alike. A block is JSON: it is frozen with the letter.

    @收信人：              the addressee            ## 一、标题        a heading
    plain text             a paragraph              ! text             a strong one
    - item                 a numbered item          | a | b            a row of a table
    ? label                a line to write on       ~ label            somebody signs here
    =box 手印              a thumbprint box         =seal              office, day and seal
    =link https://…       an address, with its picture to scan

A value never begins a line of a template (a test looks), and `clean` leaves no line end or table bar in one: what a resident is
called cannot become a heading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Block = dict[str, Any]

_MARKS = {
    "@": "addressee",
    "##": "heading",
    "!": "strong",
    "-": "items",
    "|": "table",
    "?": "lines",
    "~": "signatures",
    "=box": "boxes",
    "=seal": "seal",
    "=link": "link",
}
_LISTS = ("items", "lines", "signatures", "boxes")
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}  # they turn the rest of a line round


def read_blocks(text: str) -> list[Block]:
    """Lines that belong together (items, rows, signatures) become one block."""
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        mark, _, rest = line.partition(" ")
        if mark not in _MARKS and line[0] == "@":
            mark, rest = "@", line[1:]
        kind = _MARKS.get(mark)
        if kind is None:
            kind, rest = "paragraph", line
        rest = rest.strip()
        last = blocks[-1] if blocks and blocks[-1]["kind"] == kind else None
        if kind in _LISTS:
            _gather(blocks, last, kind, "entries", rest)
        elif kind == "table":
            _gather(blocks, last, kind, "rows", [cell.strip() for cell in rest.split("|")])
        else:
            blocks.append({"kind": kind, "text": rest})
    return blocks


def _gather(blocks: list[Block], last: Block | None, kind: str, name: str, value: object) -> None:
    if last is None:
        blocks.append({"kind": kind, name: [value]})
    else:
        last[name].append(value)


def clean(value: Any) -> Any:
    """What a template may be given: every text on one line, without signs that XML or a reader cannot stand."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, Mapping):
        return {name: clean(found) for name, found in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(found) for found in value]
    return value


def clean_line(text: str) -> SafeString:
    """Safe for the text of blocks, which is escaped where it is laid out, and nowhere else."""
    kept = (
        " " if character.isspace() else character for character in text if _is_printable(character)
    )
    return mark_safe("".join(kept).replace("|", "｜").strip())  # noqa: S308 # escaped in the layout


def _is_printable(character: str) -> bool:
    if character.isspace():
        return True
    if unicodedata.category(character) in ("Cc", "Cs"):
        return False
    return ord(character) not in _BIDI and ord(character) & 0xFFFE != 0xFFFE
