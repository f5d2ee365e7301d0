"""The villages that a viewer may choose on a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from doudi.foundation.access import Viewer
from doudi.foundation.areas import name_of_area
from doudi.foundation.models import Area
from doudi.units.area import AreaLevel, level, parent

Choices = list[tuple[str, list[tuple[str, str]]]]


def list_villages(viewer: Viewer, on: date, lang: str) -> Choices:
    """Villages and communities of the viewer's area in force on a day, by township."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Area.objects.filter(
        in_force, code__gte=viewer.area_from, code__lt=viewer.area_to, valid_from__lte=on
    ).order_by("code")
    found: dict[str, list[tuple[str, str]]] = {}
    for area in rows:
        if level(area.code) is AreaLevel.village:
            name = area.name_en if lang == "en" and area.name_en else area.name
            found.setdefault(parent(area.code) or "", []).append((area.code, name))
    return [(name_of_area(township, lang), villages) for township, villages in found.items()]


def list_areas_within(viewer: Viewer, on: date, lang: str) -> list[tuple[str, Any]]:
    """The viewer's own area, then each township below it as a group with its villages; as a form's choices."""
    choices: list[tuple[str, Any]] = [(viewer.area_code, name_of_area(viewer.area_code, lang))]
    for township, villages in list_townships(viewer, on, lang):
        own = [] if township == viewer.area_code else [(township, name_of_area(township, lang))]
        inside = [village for village in villages if village[0] != viewer.area_code]
        if own or inside:
            choices.append((name_of_area(township, lang), own + inside))
    return choices


def list_townships(viewer: Viewer, on: date, lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Codes of the townships that have villages in the viewer's area, with these."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for _name, villages in list_villages(viewer, on, lang):
        for code, name in villages:
            grouped.setdefault(parent(code) or "", []).append((code, name))
    return list(grouped.items())
