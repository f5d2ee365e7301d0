"""How pages write texts, dates, money and places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import translation

from doudi.foundation import pages
from doudi.foundation.clock import CHINA
from doudi.foundation.pages import menu_of
from doudi.units.dates import Month, format_date
from doudi.units.text import Text

register = template.Library()


def language() -> str:
    """ "zh" or "en": the page's language, as the pure packages name it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@register.filter
def text(value: Text) -> str:
    """A sentence in the page's language."""
    return value.in_(language())


@register.filter
def day(value: date | None) -> str:
    """2022年7月1日 / 1 July 2022; "" for none."""
    return "" if value is None else format_date(value, language())


@register.filter
def yuan(fen: int | None) -> str:
    """Whole fen as yuan with two places: 1,234.50."""
    return (
        "" if fen is None else f"{fen // 100:,}.{fen % 100:02d}" if fen >= 0 else f"-{yuan(-fen)}"
    )


@register.filter
def yuan_unit(fen: int | None) -> str:
    """Whole fen with the unit: 1,234.50元 / 1,234.50 yuan; "" for none."""
    return "" if fen is None else yuan(fen) + ("元" if language() == "zh" else " yuan")


@register.filter
def count(number: int | None) -> str:
    """12,345; "" for none."""
    return "" if number is None else f"{number:,}"


@register.filter
def month(value: Month | date | None) -> str:
    """2022年7月 / July 2022; "" for none."""
    if value is None:
        return ""
    found = value if isinstance(value, Month) else Month.from_date(value)
    return found.format(language())


@register.filter
def moment(value: datetime | None) -> str:
    """2022年7月1日 15:04 / 1 July 2022, 15:04, in China's time; "" for none."""
    if value is None:
        return ""
    here = value.astimezone(CHINA)
    between = " " if language() == "zh" else ", "
    return f"{day(here.date())}{between}{here:%H:%M}"


@register.filter
def both(message: dict[str, str] | None) -> str:
    """A stored sentence {"zh": …, "en": …} in the page's language."""
    return (message or {}).get(language(), "")


@register.filter
def area_name(code: str) -> str:
    """The place's name in the page's language, or its code."""
    from doudi.foundation.areas import name_of_area

    return name_of_area(code, language())


@register.simple_tag
def logout_parts() -> list[str]:
    """What apps put on the page before somebody logs out."""
    return pages.logout_parts()


@register.simple_tag(takes_context=True)
def staff_navigation(context: Any) -> list[dict[str, Any]]:
    """The viewer's menu, group by group; the place whose address is the longest beginning of this page's is where we are."""
    request, here = context["request"], ""
    menu = [
        (label, [(entry.label, reverse(entry.url_name)) for entry in entries])
        for label, entries in menu_of(request.viewer)
    ]
    for _, places in menu:
        here = max(here, *(u for _, u in places if request.path.startswith(u)), "", key=len)
    return [
        {
            "label": label.in_(language()),
            "places": [
                {"label": name.in_(language()), "url": url, "is_here": url == here}
                for name, url in places
            ],
            "here": next((name.in_(language()) for name, url in places if url == here), ""),
        }
        for label, places in menu
    ]
