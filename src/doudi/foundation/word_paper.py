"""Word documents in the type and margins that offices use."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

BODY, TITLE, HEADINGS = "仿宋", "方正小标宋简体", "黑体"
LATIN = "Times New Roman"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def new_document(title: str) -> Any:
    """An empty A4 document."""
    document = Document()
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
    document.core_properties.title = title[:250]
    document.core_properties.author = "Doudi"
    return document


def bytes_of(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write(
    paragraph: Any, text: str, *, font: str = BODY, size: int | None = None, bold: bool = False
) -> Any:
    run = paragraph.add_run(text)
    run.font.name = LATIN
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    return run


def centre(paragraph: Any) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def write_field(paragraph: Any, name: str, *, size: int = 12) -> None:
    """A field that the word processor fills: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
