"""The blocks of a letter as a Word document, in the type that offices use."""

from __future__ import annotations

from typing import Any

from docx.shared import Cm, Pt

from doudi.foundation.word_paper import (
    HEADINGS,
    TITLE,
    centre,
    new_document,
    write,
    write_field,
)
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


def build_document(letter: Letter) -> Any:
    document = new_document(letter.title)
    _page_number(document.sections[0].footer.paragraphs[0])
    title = centre(document.add_paragraph())
    write(title, letter.title, font=TITLE, size=20)
    for line, size in ((letter.subtitle, 12), (letter.place, 12), (letter.date_line, 12)):
        paragraph = centre(document.add_paragraph())
        write(paragraph, line, size=size)
    for block in letter.blocks:
        _LAY_OUT[block.kind](document, block)
    return document


def _page_number(paragraph: Any) -> None:
    """— 1 — at the foot, as on official letters."""
    centre(paragraph)
    write(paragraph, "— ", size=12)
    write_field(paragraph, "PAGE")
    write(paragraph, " —", size=12)


def _heading(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(10)
    write(paragraph, block.text, font=HEADINGS, size=15)


def _paragraph(document: Any, block: Block) -> None:
    write(document.add_paragraph(), block.text)


def _strong(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, block.text, bold=True)


def _table(document: Any, block: Block) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for left, lines in block.rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(8.2), Cm(7.4)
        for cell, text in ((cells[0], left), (cells[1], "\n".join(lines))):
            cell.paragraphs[0].paragraph_format.line_spacing = 1.15
            write(cell.paragraphs[0], text, size=12)
    document.add_paragraph()


def _items(document: Any, block: Block) -> None:
    for number, item in enumerate(block.items, start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.75)
        paragraph.paragraph_format.first_line_indent = Cm(-0.75)
        write(paragraph, f"{number}. {item}")


def _steps(document: Any, block: Block) -> None:
    for step in block.steps:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.6 * step.depth)
        paragraph.paragraph_format.line_spacing = 1.15
        write(paragraph, step.text, size=12)
        write(paragraph, f"　{step.law}", size=10)


def _signatures(document: Any, block: Block) -> None:
    document.add_paragraph()
    for item in block.items:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(7)
        paragraph.paragraph_format.space_before = Pt(8)
        write(paragraph, f"{item}＿＿＿＿＿＿＿＿")


_LAY_OUT = {
    HEADING: _heading,
    PARAGRAPH: _paragraph,
    STRONG: _strong,
    TABLE: _table,
    ITEMS: _items,
    STEPS: _steps,
    SIGNATURES: _signatures,
}
