"""The county at a glance: a schematic map and a table of its places, each with what is registered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.domain.county_map import Region, draw_map, shades
from doudi.registry.selectors.county import Counts, count_villages, list_counties, list_villages
from doudi.units.area import AreaLevel, at_level
from doudi.units.text import Text

#: What the map can show, the first without being asked.
MEASURES = {
    "persons": Text("人口", "people"),
    "households": Text("户数", "households"),
    "dibao": Text("登记领取低保的户", "households on record as receiving Dibao"),
    "tekun": Text("登记的特困人员", "persons on record in Tekun support"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table, and what the map says of it."""

    code: str
    counts: Counts
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A region with the shade of each tile: 0 to 4, or "none" outside the viewer's area."""

    region: Region
    tiles: list[tuple[Any, str, int | None]]
    is_seen: bool


@staff_page("register.view")
@require_safe
def show_county(request: StaffRequest) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    counties = list_counties(viewer, today)
    county = request.GET.get("county", "") or (counties[0] if counties else "")
    if county and county not in counties:
        raise Http404
    measure = request.GET.get("show", "")
    measure = measure if measure in MEASURES else "persons"
    villages = list_villages(county, today) if county else []
    counts = count_villages(viewer, county, today) if county else {}
    township = request.GET.get("township", "")
    if township not in {at_level(code, AreaLevel.township) for code in villages}:
        township = ""
    rows = _rows(viewer, villages, counts, township)
    return render(
        request,
        "registry/county.html",
        {
            "county": county,
            "counties": counties,
            "map": draw_map(villages) if villages else None,
            "regions": _shown(viewer, villages, counts, measure),
            "rows": rows,
            "total": sum((row.counts for row in rows), Counts()),
            "measures": MEASURES,
            "measure": measure,
            "measure_label": MEASURES[measure],
            "township": township,
        },
    )


def _rows(
    viewer: Any, villages: list[str], counts: dict[str, Counts], township: str
) -> list[Place]:
    """Townships of the viewer's area with their sums; the villages of one of them where it was asked for."""
    seen = [code for code in villages if viewer.sees(code)]
    if township:
        chosen = [code for code in seen if at_level(code, AreaLevel.township) == township]
        return [Place(code, counts.get(code, Counts()), True) for code in chosen]
    sums: dict[str, Counts] = {}
    for code in seen:
        above = at_level(code, AreaLevel.township) or code
        sums[above] = sums.get(above, Counts()) + counts.get(code, Counts())
    return [Place(code, found, True) for code, found in sums.items()]


def _shown(
    viewer: Any, villages: list[str], counts: dict[str, Counts], measure: str
) -> list[Shown]:
    number = {
        code: getattr(counts.get(code, Counts()), measure) for code in villages if viewer.sees(code)
    }
    shade = shades(number)
    return [
        Shown(
            region,
            [
                (tile, str(shade.get(tile.code, "none")), number.get(tile.code))
                for tile in region.tiles
            ],
            any(tile.code in number for tile in region.tiles),
        )
        for region in draw_map(villages).regions
    ]
