"""Paper that leaves the house: PDF from a page of HTML that brings everything with it."""

from __future__ import annotations

import gc
import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

FEWEST = 50  # papers that are worth a process: it needs a second to begin


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
    """Several papers in one PDF, each counting its own pages; many are laid out by as many processes as there are cores.

    Raises:
        CannotMakePdf: Pango is missing.
    """
    _weasyprint()
    papers = list(pages)
    share = max(FEWEST, math.ceil(len(papers) / (os.cpu_count() or 1)))
    if len(papers) <= share:
        return _lay_out(papers, styles)
    with ExitStack() as stack:
        begun = [
            stack.enter_context(_layer(papers[first : first + share], styles))
            for first in range(0, len(papers), share)
        ]
        return join_pdf(map(_read_pdf, begun))


def join_pdf(parts: Iterable[bytes]) -> bytes:
    """One after the other."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    joined = io.BytesIO()
    writer.write(joined)
    return joined.getvalue()


def _layer(papers: list[str], styles: str) -> subprocess.Popen[bytes]:
    """A process that lays these out. It ends with its input: none is left behind when this process is killed."""
    process = subprocess.Popen(  # noqa: S603 # our own command
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    with process.stdin as sending:
        sending.write(json.dumps([papers, styles]).encode())
    return process


def _read_pdf(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    made = process.stdout.read()
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return made


def _lay_out(papers: Iterable[str], styles: str) -> bytes:
    """The styles and the type are read once for all."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _no_fetching()
    sheet = weasyprint.CSS(string=styles, font_config=fonts, url_fetcher=fetcher)
    made = [
        weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts
        )
        for html in papers
    ]
    whole = made[0].copy([page for paper in made for page in paper.pages])
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


if __name__ == "__main__":
    gc.disable()  # everything is held until the end: to look for rubbish is a tenth of the time
    sys.stdout.buffer.write(_lay_out(*json.load(sys.stdin.buffer)))
