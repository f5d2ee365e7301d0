"""The poster of a public notice: what hangs in the village, as a page to print and as PDF on A3 or A4. Always Chinese: it is an official paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import translation

from doudi.casework.models import Notice
from doudi.foundation.areas import name_of_area
from doudi.foundation.paper import make_pdf

SIZES = ("a4", "a3")
STYLES = Path(__file__).parents[1] / "static/casework/poster.css"


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet: the families of one village that are on notice together. Each row is a notice's `shown`, nothing else."""

    village: str
    office: str
    phone: str
    posted_on: date
    last_day: date
    days: int
    rows: list[dict[str, Any]]
    link: str
    is_draft: bool

    @property
    def code(self) -> str:
        """The link as a code for a telephone's camera."""
        return str(segno.make(self.link, error="m").svg_inline(scale=3, border=2, omitsize=False))


def compose_poster(notices: list[Notice], link: str) -> Poster:
    """Notices that hang together (`selectors/notices.list_on_poster`); `link`: the village's public page."""
    first = notices[0]
    assert first.posted_on is not None
    assert first.last_day is not None
    return Poster(
        village=name_of_area(first.area_code, "zh"),
        office=first.shown.get("office", ""),
        phone=first.shown.get("phone", ""),
        posted_on=first.posted_on,
        last_day=first.last_day,
        days=first.days,
        rows=[n.shown for n in notices],
        link=link,
        is_draft=first.state == Notice.State.draft,
    )


def make_poster_pdf(poster: Poster, size: str) -> bytes:
    """Raises CannotMakePdf: Pango is missing."""
    return make_pdf(poster_html(poster, size))


def poster_html(poster: Poster, size: str) -> str:
    with translation.override("zh-hans"):
        return render_to_string(
            "casework/poster_pdf.html",
            {"poster": poster, "size": size, "styles": STYLES.read_text(encoding="utf-8")},
        )
