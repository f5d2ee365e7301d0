"""Offices as their letters name them."""

from __future__ import annotations

from doudi.casework.domain.offices import OfficeLines, lines_by_place
from doudi.casework.models import Office
from doudi.foundation.areas import name_of_area
from doudi.units.area import AreaLevel, at_level


def get_office(area: str) -> Office | None:
    """Offices are public: nobody's area is asked."""
    return Office.objects.filter(area_code=area).first()


def lines_of_office(area: str) -> OfficeLines:
    """As entered, else by the names of the places."""
    found = get_office(area)
    if found is None:
        county = at_level(area, AreaLevel.county) or area
        return lines_by_place(area, name_of_area(area, "zh"), name_of_area(county, "zh"))
    return OfficeLines(
        found.name, found.prefix, found.reconsideration, found.court, found.address, found.phone
    )
