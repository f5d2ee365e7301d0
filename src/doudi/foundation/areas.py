"""The county's table of places: names by code and date."""

from __future__ import annotations

from django.core.cache import cache

from doudi.foundation.models import Area
from doudi.units.area import short


def name_of_area(code: str, lang: str) -> str:
    """The name in force now, else the last one there was, else the code without its zeros."""
    names = cache.get("area-names")
    if names is None:
        rows = Area.objects.order_by("valid_from").values_list("code", "name", "name_en")
        names = {found: (zh, en) for found, zh, en in rows}
        cache.set("area-names", names, 300)
    if code not in names:
        return short(code) if code else ""
    zh, en = names[code]
    return en if lang == "en" and en else zh
