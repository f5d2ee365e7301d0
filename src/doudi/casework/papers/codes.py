"""The code of a paper: as a picture that a scanner reads, and as text that a person reads aloud."""

from __future__ import annotations

import io
import re

import segno

from doudi.casework.services.numbers import CODE_LENGTH

#: Nobody else's codes begin so: a poster or a parcel label on a scanned page files nothing.
PREFIX = "DOUDI:L:"
_CODE = re.compile(rf"[2-9a-hjkmnp-z]{{{CODE_LENGTH}}}")


def qr_svg(code: str) -> str:
    """The picture as SVG that stands in a page."""
    found: str = segno.make(PREFIX + code.upper(), error="m", micro=False).svg_inline(
        scale=2, border=2, omitsize=True
    )
    return found


def qr_png(code: str) -> bytes:
    buffer = io.BytesIO()
    segno.make(PREFIX + code.upper(), error="m", micro=False).save(
        buffer, kind="png", scale=6, border=2
    )
    return buffer.getvalue()


def link_svg(address: str) -> str:
    """An address as a picture that a phone opens; a page of scans passes it over (`read_code`)."""
    found: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=2, border=2, omitsize=True
    )
    return found


def link_png(address: str) -> bytes:
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="png", scale=6, border=2)
    return buffer.getvalue()


def readable(code: str) -> str:
    """In groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(text: str) -> str:
    """The code that a picture holds, or that a person typed, else ""."""
    typed = text.strip().removeprefix(PREFIX).replace("-", "").replace(" ", "").lower()
    return typed if _CODE.fullmatch(typed) else ""
