"""Frozen content as a Word document that staff may still edit: the same blocks, with the code in the foot of every page."""

from __future__ import annotations

import io
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from doudi.casework.papers.blocks import Block
from doudi.casework.papers.codes import link_png, qr_png, readable
from doudi.foundation.word_paper import (
    HEADINGS,
    TITLE,
    bytes_of,
    centre,
    new_document,
    write,
    write_field,
)

RED = RGBColor(0xBB, 0, 0)


def docx_of(content: dict[str, Any]) -> bytes:
    document = new_document(content["title"])
    write(centre(document.add_paragraph()), content["office"], font=TITLE, size=24).font.color.rgb = RED  # fmt: skip
    if content["number"]:
        write(centre(document.add_paragraph()), content["number"], size=12)
    write(centre(document.add_paragraph()), content["title"], font=TITLE, size=20)
    for block in content["blocks"]:
        _LAY_OUT[block["kind"]](document, block, content)
    _foot(document, content)
    return bytes_of(document)


def _foot(document: Any, content: dict[str, Any]) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    write(paragraph, f"{content['number'] or content['title']}　第", size=9)
    write_field(paragraph, "PAGE", size=9)
    write(paragraph, "页 共", size=9)
    write_field(paragraph, "NUMPAGES", size=9)
    write(paragraph, f"页　编码 {readable(content['code'])}　", size=9)
    paragraph.add_run().add_picture(io.BytesIO(qr_png(content["code"])), width=Cm(2))


def _plain(document: Any, block: Block, content: dict[str, Any]) -> None:
    write(document.add_paragraph(), block["text"])


def _text(document: Any, block: Block, content: dict[str, Any]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(28)
    write(paragraph, block["text"], bold=block["kind"] == "strong")


def _heading(document: Any, block: Block, content: dict[str, Any]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, block["text"], font=HEADINGS)


def _link(document: Any, block: Block, content: dict[str, Any]) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run().add_picture(io.BytesIO(link_png(block["text"])), width=Cm(2.6))
    write(document.add_paragraph(), block["text"], size=11)


def _items(document: Any, block: Block, content: dict[str, Any]) -> None:
    for number, item in enumerate(block["entries"], start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.75)
        write(paragraph, f"{number}. {item}")


def _table(document: Any, block: Block, content: dict[str, Any]) -> None:
    columns = max(len(row) for row in block["rows"])
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    for row in block["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            write(cell.paragraphs[0], text, size=11)
    document.add_paragraph()


def _lines(document: Any, block: Block, content: dict[str, Any]) -> None:
    for item in block["entries"]:
        write(document.add_paragraph(), f"{item}：{'＿' * 20}" if item else "＿" * 24)


def _signatures(document: Any, block: Block, content: dict[str, Any]) -> None:
    for item in block["entries"]:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        write(paragraph, f"{item}：{'＿' * 8}")


def _boxes(document: Any, block: Block, content: dict[str, Any]) -> None:
    for item in block["entries"]:
        table = document.add_table(rows=1, cols=1)
        table.style = "Table Grid"
        write(table.rows[0].cells[0].paragraphs[0], f"（{item}）", size=10)
        table.rows[0].height = Cm(2.8)


def _seal(document: Any, block: Block, content: dict[str, Any]) -> None:
    document.add_paragraph()
    for line in (content["office"], content["date"], "（印章）"):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(8)
        write(centre(paragraph), line)


_LAY_OUT = {
    "addressee": _plain,
    "heading": _heading,
    "paragraph": _text,
    "strong": _text,
    "items": _items,
    "table": _table,
    "lines": _lines,
    "signatures": _signatures,
    "boxes": _boxes,
    "link": _link,
    "seal": _seal,
}
