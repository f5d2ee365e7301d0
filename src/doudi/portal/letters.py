"""The letter that a resident can print or take to the window: as PDF, and as DOCX that staff may edit."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

from doudi.portal.letter_docx import build_document
from doudi.portal.letter_text import Letter


class CannotMakePdf(RuntimeError):
    """The system libraries behind WeasyPrint are missing here."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file."""

    content_type: str
    make: Callable[[Letter], bytes]


@lru_cache(maxsize=1)
def can_make_pdf() -> bool:
    """Are WeasyPrint's system libraries here? Asked once: they do not come while the site runs."""
    try:
        _weasyprint()
    except CannotMakePdf:
        return False
    return True


def make_pdf(letter: Letter) -> bytes:
    """The letter as PDF.

    Raises:
        CannotMakePdf: Pango is missing.
    """
    weasyprint = _weasyprint()
    html = render_to_string("portal/letter.html", {"letter": letter})
    content: bytes = weasyprint.HTML(string=html, url_fetcher=_no_fetching()).write_pdf()
    return content


def make_docx(letter: Letter) -> bytes:
    buffer = io.BytesIO()
    build_document(letter).save(buffer)
    return buffer.getvalue()


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:  # its libraries are loaded by the import
        raise CannotMakePdf from error
    return weasyprint


def _no_fetching() -> Any:
    """A letter loads nothing: whatever a name or a note contains, no address in it is opened."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=[])


FORMS = {
    "pdf": Form("application/pdf", make_pdf),
    "docx": Form(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", make_docx
    ),
}
