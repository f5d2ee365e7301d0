"""Under which heading of a file each fact of the rulebook stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from doudi.law.cn import facts as law
from doudi.rules.declare import Fact
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A heading. `key` is the table's anchor on the page, and a choice of the form for facts."""

    key: str
    label: Text


INCOME = FactGroup("income", Text("收入和支出", "Income and outgoings"))
ASSETS = FactGroup("assets", Text("财产", "Assets"))
CONDITION = FactGroup("condition", Text("健康、劳动和就学", "Health, work and schooling"))
SUPPORT = FactGroup("support", Text("赡养（抚养、扶养）", "Support by relatives"))
AID = FactGroup("aid", Text("正在享受的救助", "Assistance received"))
OTHER = FactGroup("other", Text("其他情况", "Other circumstances"))

GROUPS = (INCOME, ASSETS, CONDITION, SUPPORT, AID, OTHER)

# Facts of the shared dictionary that stand in another list than their heading; the rest goes by list, unit or department.
_PLACES = {
    "homes": ASSETS,
    "home_floor_area": ASSETS,
    "disposed_assets": ASSETS,
    "disposed_on": ASSETS,
    "schooling": CONDITION,
    "needs_long_term_care": CONDITION,
    "cannot_attend_school": CONDITION,
    "is_in_secondary_school": CONDITION,
    "has_mental_disorder": CONDITION,
    "is_hiv_infected": CONDITION,
    "certificate_is_cancelled": CONDITION,
    "certificate_valid_until": CONDITION,
    "can_live_independently": CONDITION,
    "joins_resident_insurance": CONDITION,
    "is_tekun": AID,
    "is_orphan": AID,
    "income_is_unstable": INCOME,
    "income_rose_by_employment": INCOME,
}
_BEGINNINGS = {"can_": CONDITION, "other_": AID}


@cache
def _places() -> dict[str, FactGroup]:
    places = dict(_PLACES)
    for group, facts in ((INCOME, law.INCOME), (ASSETS, law.ASSETS), (CONDITION, law.CONDITION)):
        for fact in facts:
            places.setdefault(fact.name, group)
    return places


def group_of(fact: Fact) -> FactGroup:
    """The heading of a fact."""
    if fact.entity.name == "supporter":
        return SUPPORT
    if fact.name in _places():
        return _places()[fact.name]
    for beginning, group in _BEGINNINGS.items():
        if fact.name.startswith(beginning):
            return group
    if fact.unit.is_money and fact.name.endswith("_cost"):
        return INCOME
    if "民政" in fact.source.zh:
        return AID
    return OTHER
