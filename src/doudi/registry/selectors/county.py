"""How many people and households live where, and how many of them receive what, within the viewer's area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Area
from doudi.registry.models import RECIPIENT_FACTS, Fact, Household, Person
from doudi.registry.selectors.households import holds_on
from doudi.units.area import AreaLevel, at_level, level, scope


@dataclass(frozen=True, slots=True)
class Counts:
    """What is registered in one place. `dibao`: households on record as receiving it; `tekun`: persons in Tekun support."""

    households: int = 0
    persons: int = 0
    dibao: int = 0
    tekun: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.households + other.households,
            self.persons + other.persons,
            self.dibao + other.dibao,
            self.tekun + other.tekun,
        )


def list_counties(viewer: Viewer, on: date) -> list[str]:
    """The counties of the viewer's area, or the one in which it lies, by code."""
    own = at_level(viewer.area_code, AreaLevel.county) if viewer.area_code else None
    if own is not None:
        return [own]
    codes = Area.objects.filter(holds_on(on), code__gte=viewer.area_from, code__lt=viewer.area_to)
    return [
        code
        for code in codes.order_by("code").values_list("code", flat=True)
        if level(code) is AreaLevel.county
    ]


def list_villages(county: str, on: date) -> list[str]:
    """Villages of a county in force on a day. Places are no secret: also those outside the viewer's area."""
    lo, hi = scope(county)
    codes = Area.objects.filter(holds_on(on), code__gte=lo, code__lt=hi).values_list(
        "code", flat=True
    )
    return sorted(code for code in set(codes) if level(code) is AreaLevel.village)


def count_villages(viewer: Viewer, county: str, on: date) -> dict[str, Counts]:
    """What is registered now in each village of the county that the viewer sees; villages without anybody are missing."""
    lo, hi = scope(county)
    here = {"area_code__gte": lo, "area_code__lt": hi}
    households = _by_village(
        in_scope(viewer, Household.objects.filter(**here, state=Household.State.active))
    )
    persons = _by_village(
        in_scope(viewer, Person.objects.filter(**here, state=Person.State.active)).exclude(
            is_deceased=True
        )
    )
    receiving = _receiving(viewer, lo, hi, on)
    return {
        code: Counts(
            households.get(code, 0),
            persons.get(code, 0),
            receiving.get(("is_dibao_recipient", code), 0),
            receiving.get(("is_tekun", code), 0),
        )
        for code in {*households, *persons}
    }


def _by_village(rows: Iterable[object]) -> dict[str, int]:
    grouped = rows.values_list("area_code").annotate(count=Count("pk")).order_by("area_code")  # type: ignore[attr-defined]
    return dict(grouped)


def _receiving(viewer: Viewer, lo: str, hi: str, on: date) -> dict[tuple[str, str], int]:
    """Subjects of whom it was last stated that they receive, by fact and village."""
    rows = in_scope(
        viewer,
        Fact.objects.filter(
            holds_on(on), name__in=RECIPIENT_FACTS, area_code__gte=lo, area_code__lt=hi
        ),
    ).order_by("evidence__learnt_on", "pk")
    last: dict[tuple[str, int], tuple[str, int | None]] = {}
    for name, person, household, code, value in rows.values_list(
        "name", "person_id", "household_id", "area_code", "value"
    ):
        last[name, person or household] = code, value
    found: dict[tuple[str, str], int] = {}
    for (name, _), (code, value) in last.items():
        if value:
            found[name, code] = found.get((name, code), 0) + 1
    return found
