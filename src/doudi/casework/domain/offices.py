"""How an office is named on paper where nobody has entered more than its place."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.units.area import AreaLevel, at_level, level


@dataclass(frozen=True, slots=True)
class OfficeLines:
    """What letters say of the office that signs them."""

    name: str
    prefix: str
    reconsideration: str
    court: str
    address: str = ""
    phone: str = ""


def office_area(area: str) -> str:
    """The office that writes letters in a place: of a village the township's."""
    if level(area) in (AreaLevel.village,):
        return at_level(area, AreaLevel.township) or area
    return area


def lines_by_place(area: str, place: str, county: str) -> OfficeLines:
    """From the names of the place and of its county. A department answers to its county's government, a township to the same
    (Administrative Reconsideration Law, art. 24); the court is the county's (Administrative Litigation Law, art. 14, 18)."""
    stem = place[:-1] if len(place) > 2 else place
    if level(area) is AreaLevel.county:
        return OfficeLines(f"{place}民政局", f"{stem}民救", f"{place}人民政府", f"{place}人民法院")
    government = place if place.endswith("街道办事处") else f"{place}人民政府"
    return OfficeLines(government, f"{stem}府救", f"{county}人民政府", f"{county}人民法院")


def letter_number(prefix: str, year: int, number: int) -> str:
    """安民救〔2022〕15号."""
    return f"{prefix}〔{year}〕{number}号"
