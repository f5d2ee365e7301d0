"""The fictional county's table of places, in the national form: code, name, urban or not."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.law.cn import area_name
from doudi.law.people.figures import Figure, Figures, read_figures
from doudi.registry.demo.naming import words
from doudi.units.area import ancestors

COUNTY, NEIGHBOUR = "900101000000", "900102000000"
TOWNSHIP = "102"  # whose people the small demonstration has


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    is_urban: bool | None


def list_places(figures: Figures) -> list[Place]:
    """Province, prefecture, two counties, the townships of the one and their villages, in order of codes."""
    codes = [*reversed(ancestors(COUNTY)), COUNTY, NEIGHBOUR]
    found = [Place(code, _name(code), None) for code in codes]
    villages, committees = iter(words()["villages"]), iter(words()["committees"])
    for township, (urban, rural) in figures["place.townships"].items():
        code = f"{COUNTY[:6]}{township}000"
        found.append(Place(code, _name(code), None))
        found += [
            Place(f"{code[:9]}{n + 1:03d}", f"{next(committees)}社区", True) for n in range(urban)
        ]
        found += [
            Place(f"{code[:9]}{n + 200:03d}", f"{next(villages)}村", False) for n in range(rural)
        ]
    return sorted(found, key=lambda place: place.code)


def _name(code: str) -> str:
    return area_name(code).zh.split()[-1].removesuffix("（虚构）")


def one_township(figures: Figures) -> Figures:
    """The same figures with the people of one township only."""
    entries = dict(figures.entries)
    everywhere = read_figures("wengan").entries["place.townships"]
    here = {TOWNSHIP: everywhere.value[TOWNSHIP]}
    entries["place.townships"] = Figure(here, everywhere.tag, everywhere.source)
    return Figures(entries)
