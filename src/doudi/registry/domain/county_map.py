"""A schematic map of a county: a hexagon for each village, those of one township side by side, the streets of the seat inside.

It shows who belongs together, not where places lie: no boundary of a real place is drawn.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from doudi.units.area import AreaLevel, at_level

SIZE = 30  # from the middle of a hexagon to its corner
_STEPS = (
    (1, 0),
    (0, 1),
    (-1, 1),
    (-1, 0),
    (0, -1),
    (1, -1),
)  # neighbour beyond the edge n, clockwise from the right
LAST_STREET = 100  # township parts of codes below it are the streets of the county seat

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """One village on the map: corners for an SVG polygon."""

    code: str
    points: str


@dataclass(frozen=True, slots=True)
class Region:
    """One township: its tiles, the path of its border, and where its name is written."""

    code: str
    tiles: tuple[Tile, ...]
    border: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class CountyMap:
    """Regions and the SVG view box that holds them all."""

    regions: tuple[Region, ...]
    view_box: str


def draw_map(villages: Sequence[str]) -> CountyMap:
    """A map of these villages (12-digit codes). The same villages give the same map."""
    cells = lay_out(villages)
    of_cell = {cell: _township(code) for code, cell in cells.items()}
    regions = []
    for township in sorted({_township(code) for code in villages}):
        own = {code: cell for code, cell in sorted(cells.items()) if _township(code) == township}
        tiles = tuple(Tile(code, _points(cell)) for code, cell in own.items())
        middles = [_middle(cell) for cell in own.values()]
        x, y = (sum(part) / len(middles) for part in zip(*middles, strict=True))
        regions.append(Region(township, tiles, _border(own.values(), of_cell), round(x), round(y)))
    return CountyMap(tuple(regions), _view_box(cells.values()))


def lay_out(villages: Sequence[str]) -> dict[str, Cell]:
    """A hexagon (axial coordinates) for each village: streets of the seat in the middle, the other townships in sectors around it."""
    by_township: dict[str, list[str]] = {}
    for code in sorted(set(villages)):
        by_township.setdefault(_township(code), []).append(code)
    streets = [c for t, codes in by_township.items() if int(t[6:9]) < LAST_STREET for c in codes]
    others = [c for t, codes in by_township.items() if int(t[6:9]) >= LAST_STREET for c in codes]
    cells = _spiral(len(streets) + len(others))
    inner, outer = cells[: len(streets)], cells[len(streets) :]
    return dict(zip(streets, sorted(inner, key=_angle), strict=True)) | dict(
        zip(others, sorted(outer, key=_angle), strict=True)
    )


def _township(code: str) -> str:
    return at_level(code, AreaLevel.township) or code


def _spiral(count: int) -> list[Cell]:
    """So many hexagons around a middle, ring by ring."""
    found: list[Cell] = [(0, 0)]
    ring = 1
    while len(found) < count:
        q, r = -ring, ring
        for step_q, step_r in ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1)):
            for _ in range(ring):
                found.append((q, r))
                q, r = q + step_q, r + step_r
        ring += 1
    return found[:count]


def _angle(cell: Cell) -> tuple[float, float]:
    x, y = _middle(cell)
    return round(math.atan2(y, x), 6), math.hypot(x, y)


def _middle(cell: Cell) -> tuple[float, float]:
    q, r = cell
    return SIZE * math.sqrt(3) * (q + r / 2), SIZE * 1.5 * r


def _corner(cell: Cell, number: int) -> tuple[int, int]:
    x, y = _middle(cell)
    angle = math.pi / 3 * number - math.pi / 6
    return round(x + SIZE * math.cos(angle)), round(y + SIZE * math.sin(angle))


def _points(cell: Cell) -> str:
    return " ".join(f"{x},{y}" for x, y in (_corner(cell, n) for n in range(6)))


def _border(cells: Collection[Cell], of_cell: dict[Cell, str]) -> str:
    """The edges beyond which another township, or nothing, lies."""
    path = []
    for q, r in cells:
        for edge, (step_q, step_r) in enumerate(_STEPS):
            if of_cell.get((q + step_q, r + step_r)) != of_cell[q, r]:
                (x1, y1), (x2, y2) = _corner((q, r), edge), _corner((q, r), edge + 1)
                path.append(f"M{x1} {y1}L{x2} {y2}")
    return "".join(path)


def _view_box(cells: Collection[Cell]) -> str:
    corners = [_corner(cell, n) for cell in cells for n in range(6)] or [(0, 0)]
    left, top = (min(part) - 4 for part in zip(*corners, strict=True))
    right, bottom = (max(part) + 4 for part in zip(*corners, strict=True))
    return f"{left} {top} {right - left} {bottom - top}"


def shades(numbers: Mapping[str, int]) -> dict[str, int]:
    """0 for nobody, 1 to 4 by quarters of those that have somebody: how dark each place is drawn."""
    ordered = sorted(number for number in numbers.values() if number > 0)
    return {
        code: 0 if number <= 0 else 1 + bisect_left(ordered, number) * 4 // len(ordered)
        for code, number in numbers.items()
    }
