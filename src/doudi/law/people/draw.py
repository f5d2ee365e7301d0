"""A synthetic population, county by county, into one Parquet file. No real person's data; no names or identity numbers.

The same number of persons, seed and place give the same file, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from doudi.law.people.chance import Chance
from doudi.law.people.condition import draw_persons
from doudi.law.people.families import draw_families
from doudi.law.people.figures import Figures, read_figures
from doudi.law.people.gaps import draw_gaps
from doudi.law.people.means import draw_means
from doudi.law.people.people import People
from doudi.law.people.places import counties, villages
from doudi.law.people.relatives import draw_relatives
from doudi.law.people.status import draw_statuses
from doudi.rules.rulebook import Rulebook
from doudi.units.text import refusal

ON = date(2022, 7, 1)
MOST_PERSONS = 60_000_000
SPARE = 1.06  # more households than are needed: the last are left out again
PERSONS_IN_A_HOUSEHOLD = 3.0  # at least, on average


def draw_county(
    county: str, persons: int, seed: int, figures: Figures, book: Rulebook
) -> tuple[People, np.ndarray]:
    """The people of one county and the codes of their villages (one for each household, in order)."""
    chance = Chance(seed, int(county))
    places = villages(county, figures, chance)
    wanted = int(persons / PERSONS_IN_A_HOUSEHOLD * SPARE) + 20
    families = draw_families(persons, places.of_households(wanted), places.is_urban, figures, chance)
    people = People.of(families, figures, chance, ON, book.facts)
    draw_persons(people)
    draw_means(people)
    draw_relatives(people)
    draw_statuses(people)
    draw_gaps(people)
    return people, places.codes[families.village]
