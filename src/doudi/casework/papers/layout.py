"""Frozen content laid out: as the page of HTML that a PDF is made from, one paper or many."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from doudi.casework.papers.codes import qr_svg, readable
from doudi.foundation.paper import make_pdf_of_many


@lru_cache(maxsize=1)
def _styles() -> str:
    return (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def page_of(content: dict[str, Any]) -> str:
    """One paper as HTML."""
    code = content["code"]
    context = {"paper": content, "qr": mark_safe(qr_svg(code)), "readable": readable(code)}  # noqa: S308 # our own picture
    return render_to_string("casework/papers/letter.html", context)


def pdf_of(contents: Iterable[dict[str, Any]]) -> bytes:
    """All of them in one PDF, each counting its own pages. Raises CannotMakePdf: Pango is missing."""
    return make_pdf_of_many(map(page_of, contents), _styles())
