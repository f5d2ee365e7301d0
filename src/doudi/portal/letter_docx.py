"""The blocks of a letter as a Word document, in the type that offices use."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from doudi.portal.letter_text import (
    HEADING,
    ITEMS,
    PARAGRAPH,
    SIGNATURES,
    STEPS,
    STRONG,
    TABLE,
    Block,
    Letter,
)

BODY, TITLE, HEADINGS = "仿宋", "方正小标宋简体", "黑体"
LATIN = "Times New Roman"


def build_document(letter: Letter) -> Any:
    document = Document()
    _set_up(document, letter)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, letter.title, font=TITLE, size=20)
    for line, size in ((letter.subtitle, 12), (letter.place, 12), (letter.date_line, 12)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, size=size)
    for block in letter.blocks:
        _LAY_OUT[block.kind](document, block)
    return document


def _set_up(document: Any, letter: Letter) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    style.font.name = LATIN
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.line_spacing = 1.4
    style.paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(2.8)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    document.core_properties.title = letter.title
    document.core_properties.author = "Doudi"
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    """— 1 — at the foot, as on official letters."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", size=12)
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _write(paragraph, " —", size=12)


def _write(
    paragraph: Any, text: str, *, font: str = BODY, size: int | None = None, bold: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.font.name = LATIN
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)


def _heading(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(10)
    _write(paragraph, block.text, font=HEADINGS, size=15)


def _paragraph(document: Any, block: Block) -> None:
    _write(document.add_paragraph(), block.text)


def _strong(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, block.text, bold=True)


def _table(document: Any, block: Block) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for left, lines in block.rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(8.2), Cm(7.4)
        for cell, text in ((cells[0], left), (cells[1], "\n".join(lines))):
            cell.paragraphs[0].paragraph_format.line_spacing = 1.15
            _write(cell.paragraphs[0], text, size=12)
    document.add_paragraph()


def _items(document: Any, block: Block) -> None:
    for number, item in enumerate(block.items, start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.75)
        paragraph.paragraph_format.first_line_indent = Cm(-0.75)
        _write(paragraph, f"{number}. {item}")


def _steps(document: Any, block: Block) -> None:
    for step in block.steps:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.6 * step.depth)
        paragraph.paragraph_format.line_spacing = 1.15
        _write(paragraph, step.text, size=12)
        _write(paragraph, f"　{step.law}", size=10)


def _signatures(document: Any, block: Block) -> None:
    document.add_paragraph()
    for item in block.items:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(7)
        paragraph.paragraph_format.space_before = Pt(8)
        _write(paragraph, f"{item}＿＿＿＿＿＿＿＿")


_LAY_OUT = {
    HEADING: _heading,
    PARAGRAPH: _paragraph,
    STRONG: _strong,
    TABLE: _table,
    ITEMS: _items,
    STEPS: _steps,
    SIGNATURES: _signatures,
}
