"""The letter that a resident can print or take to the window: as PDF, and as DOCX that staff may edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string

from doudi.foundation import paper
from doudi.foundation.word_paper import DOCX, bytes_of
from doudi.portal.letter_docx import build_document
from doudi.portal.letter_text import Letter


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file."""

    content_type: str
    make: Callable[[Letter], bytes]


def make_pdf(letter: Letter) -> bytes:
    """The letter as PDF.

    Raises:
        CannotMakePdf: Pango is missing.
    """
    return paper.make_pdf(render_to_string("portal/letter.html", {"letter": letter}))


def make_docx(letter: Letter) -> bytes:
    return bytes_of(build_document(letter))


FORMS = {
    "pdf": Form("application/pdf", make_pdf),
    "docx": Form(DOCX, make_docx),
}
