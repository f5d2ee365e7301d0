"""Scans that come back: which codes stand on which page. Turned, grey, askew, several on one page: whatever the scanner made of it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from doudi.casework.papers.codes import PREFIX, read_code
from doudi.units.text import refusal

MOST_PAGES = 500  # of one file
MOST_PIXELS = 80_000_000  # A3 at 600 dots per inch
SCALES = (150, 300)  # dots per inch: the second only where the first finds nothing
POINTS = 72


@dataclass(frozen=True, slots=True)
class ReadPage:
    """`number` from 1. No codes: `problem` says what is the matter ("no_code", "unreadable")."""

    number: int
    codes: tuple[str, ...]
    problem: str = ""


def read_pages(content: bytes, media_type: str) -> list[ReadPage]:
    """Every page of a file. Raises ProblemsError: not a file that can be opened, locked, or too many pages."""
    if media_type == "application/pdf":
        return list(_pages_of_pdf(content))
    return [_page(1, _open_image(content))]


def _pages_of_pdf(content: bytes) -> Iterator[ReadPage]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise refusal(
            "这份PDF打不开（损坏或者有密码），请重新扫描",
            "This PDF cannot be opened (damaged, or locked): scan again",
        ) from error
    try:
        if len(document) > MOST_PAGES:
            raise refusal(f"一份不超过{MOST_PAGES}页", f"At most {MOST_PAGES} pages in one file")
        for number in range(1, len(document) + 1):
            yield _page_of_pdf(document, number)
    finally:
        document.close()


def _page_of_pdf(document: pypdfium2.PdfDocument, number: int) -> ReadPage:
    try:
        page = document[number - 1]
        for dots in SCALES:
            width, height = page.get_size()
            if width * height * dots * dots > MOST_PIXELS * POINTS * POINTS:
                break
            found = _page(number, page.render(scale=dots / POINTS, grayscale=True).to_pil())
            if found.codes:
                return found
    except pypdfium2.PdfiumError:
        return ReadPage(number, (), "unreadable")
    return ReadPage(number, (), "no_code")


def _open_image(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > MOST_PIXELS:
                raise refusal("图片太大，请用不超过600dpi扫描", "The picture is too large: scan at 600 dpi at most")  # fmt: skip
            return image.convert("L")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise refusal("这张图片打不开，请重新扫描", "This picture cannot be opened: scan again") from error  # fmt: skip


def _page(number: int, image: Image.Image) -> ReadPage:
    """zxing itself tries turned pictures and smaller ones."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    codes = [read_code(b.text) for b in found if b.text.startswith(PREFIX)]
    known = tuple(dict.fromkeys(filter(None, codes)))
    return ReadPage(number, known, "" if known else "no_code")
