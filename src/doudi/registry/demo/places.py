"""The fictional county's table of places, in the national form: code, name, urban or not."""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import lazy_pinyin

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
    name_en: str
    is_urban: bool | None


def list_places(figures: Figures) -> list[Place]:
    """Province, prefecture, two counties, the townships of the one and their villages, in order of codes."""
    codes = [*reversed(ancestors(COUNTY)), COUNTY, NEIGHBOUR]
    found = [_above(code) for code in codes]
    villages, committees = iter(words()["villages"]), iter(words()["committees"])
    for township, (urban, rural) in figures["place.townships"].items():
        code = f"{COUNTY[:6]}{township}000"
        found.append(_above(code))
        found += [_community(f"{code[:9]}{n + 1:03d}", next(committees)) for n in range(urban)]
        found += [_village(f"{code[:9]}{n + 200:03d}", next(villages)) for n in range(rural)]
    return sorted(found, key=lambda place: place.code)


def _above(code: str) -> Place:
    label = area_name(code)
    zh = label.zh.split()[-1].removesuffix("（虚构）")
    return Place(code, zh, label.en.split(", ")[0].removesuffix(" (fictional)"), None)


def _community(code: str, name: str) -> Place:
    return Place(code, f"{name}社区", f"{_latin(name)} community", True)


def _village(code: str, name: str) -> Place:
    return Place(code, f"{name}村", f"{_latin(name)} village", False)


def _latin(name: str) -> str:
    return "".join(lazy_pinyin(name)).capitalize()


def one_township(figures: Figures) -> Figures:
    """The same figures with the people of one township only."""
    entries = dict(figures.entries)
    everywhere = read_figures("wengan").entries["place.townships"]
    here = {TOWNSHIP: everywhere.value[TOWNSHIP]}
    entries["place.townships"] = Figure(here, everywhere.tag, everywhere.source)
    return Figures(entries)
