"""What the register keeps in columns of its own and the rulebook asks as facts: birth, sex, relation, death, hukou.

A column goes before statements of the same name; where it is empty the statements speak.
"""

from __future__ import annotations

from datetime import date

from doudi.units.area import AreaLevel, at_level, contains

#: Facts that stand in columns, by entity.
PERSON_COLUMNS = ("birth_date", "sex", "is_deceased", "died_on", "hukou_is_here")
MEMBER_COLUMNS = ("relation",)
HOUSEHOLD_COLUMNS = ("residence_class",)
SUPPORTER_COLUMNS = ("supporter_kind",)


def death_by(died_on: date | None, is_deceased: bool | None, on: date) -> bool | None:
    """Had the person died by that day? A death later on is none yet; None: no record either way."""
    return is_deceased if died_on is None else died_on <= on


def hukou_is_here(hukou_area: str, area: str) -> bool | None:
    """Is the hukou in the county of `area`? None: not recorded, or only recorded as a wider place."""
    county = at_level(area, AreaLevel.county)
    if not hukou_area or county is None:
        return None
    if contains(county, hukou_area):
        return True
    return None if contains(hukou_area, county) else False
