"""Paper that leaves the house: PDF from a page of HTML that brings everything with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any


class CannotMakePdf(RuntimeError):
    """The system libraries behind WeasyPrint are missing here."""


@lru_cache(maxsize=1)
def can_make_pdf() -> bool:
    """Are WeasyPrint's system libraries here? Asked once: they do not come while the site runs."""
    try:
        _weasyprint()
    except CannotMakePdf:
        return False
    return True


def make_pdf(html: str) -> bytes:
    """The page as PDF; nothing in it is fetched, whatever a name or a note contains.

    Raises:
        CannotMakePdf: Pango is missing.
    """
    weasyprint = _weasyprint()
    content: bytes = weasyprint.HTML(string=html, url_fetcher=_no_fetching()).write_pdf()
    return content


def make_pdf_of_many(pages: Iterable[str], styles: str) -> bytes:
    """Several papers in one PDF, each counting its own pages; the styles and the type are read once for all.

    Raises:
        CannotMakePdf: Pango is missing.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _no_fetching()
    sheet = weasyprint.CSS(string=styles, font_config=fonts, url_fetcher=fetcher)
    papers = [
        weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts
        )
        for html in pages
    ]
    whole = papers[0].copy([page for made in papers for page in made.pages])
    content: bytes = whole.write_pdf()
    return content


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:  # its libraries are loaded by the import
        raise CannotMakePdf from error
    return weasyprint


def _no_fetching() -> Any:
    """No address in it is opened."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=[])
