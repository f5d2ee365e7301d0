"""The fictional counties where the people live: townships and villages with their codes, and how many live where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doudi.law.people.chance import Array, Chance
from doudi.law.people.figures import Figures

FIRST_PREFECTURE = 9001
COUNTIES = 99  # in a prefecture


@dataclass(frozen=True, slots=True)
class Villages:
    """Villages of one county, in order of their codes. `weight`: how much of the county's households live there."""

    codes: Array
    is_urban: Array
    weight: Array

    def of_households(self, households: int) -> Array:
        """The village of each household: in order, so that a county's households are sorted by area."""
        ends = np.cumsum(self.weight) / self.weight.sum()
        middle = (np.arange(households) + 0.5) / households
        return np.searchsorted(ends[:-1], middle, side="right").astype(np.int16)


def counties(persons: int, figures: Figures) -> list[tuple[str, int]]:
    """Codes (6 digits) and numbers of persons of the counties over which the people are spread."""
    most = figures["place.most_persons_in_a_county"]
    many = max(-(-persons // most), 1)
    shares = np.diff(np.linspace(0, persons, many + 1).round().astype(np.int64))
    return [(_county(i), int(n)) for i, n in enumerate(shares)]


def _county(place: int) -> str:
    prefecture, county = divmod(place, COUNTIES)
    return f"{FIRST_PREFECTURE + prefecture}{county + 1:02d}"


def villages(county: str, figures: Figures, chance: Chance) -> Villages:
    """Townships as listed in the figures, each with residents' committees (urban) and villages (rural)."""
    codes, urban = [], []
    for township, (committees, rural) in figures["place.townships"].items():
        codes += [f"{county}{township}{n + 1:03d}" for n in range(committees)]
        codes += [f"{county}{township}{n + 200:03d}" for n in range(rural)]
        urban += [True] * committees + [False] * rural
    is_urban = np.array(urban)
    weight = chance.between(len(codes), 0.5, 1.5).astype(np.float64)
    share = figures["place.urban_households"]
    weight[is_urban] *= share / weight[is_urban].sum()
    weight[~is_urban] *= (1 - share) / weight[~is_urban].sum()
    return Villages(np.array(codes), is_urban, weight)
