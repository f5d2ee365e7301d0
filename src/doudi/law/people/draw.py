"""A synthetic population, county by county, into one Parquet file. No real person's data; no names or identity numbers.

The same number of persons, seed and place give the same file, byte for byte.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path

import numpy as np

from doudi.law.people.away import draw_away
from doudi.law.people.care import draw_care
from doudi.law.people.chance import Array, Chance
from doudi.law.people.children import draw_children
from doudi.law.people.condition import draw_persons
from doudi.law.people.costs import draw_costs
from doudi.law.people.families import draw_families
from doudi.law.people.figures import Figures, read_figures
from doudi.law.people.gaps import draw_gaps
from doudi.law.people.health import draw_health
from doudi.law.people.left_open import left_open
from doudi.law.people.means import draw_means
from doudi.law.people.moves import draw_moves
from doudi.law.people.papers import draw_papers
from doudi.law.people.people import People
from doudi.law.people.places import counties, villages
from doudi.law.people.relatives import draw_relatives
from doudi.law.people.status import draw_statuses
from doudi.rules.population_file import About, PopulationWriter
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text, refusal

ON = date(2022, 7, 1)
MOST_PERSONS = 60_000_000
SOURCE = Text(
    "虚构的样本人口，按公布的总数抽取，不含任何真实个人的数据",
    "a synthetic population drawn by published totals; no real person's data",
)
SPARE = 1.06  # more households than are needed: the last are left out again
PERSONS_IN_A_HOUSEHOLD = 3.0  # at least, on average


def draw_county(
    county: str, persons: int, seed: int, figures: Figures, book: Rulebook, *, on: date = ON
) -> tuple[People, Array]:
    """The people of one county on a day and the codes of their villages (one for each household, in order)."""
    chance = Chance(seed, int(county))
    places = villages(county, figures, chance)
    wanted = int(persons / PERSONS_IN_A_HOUSEHOLD * SPARE) + 20
    families = draw_families(
        persons, places.of_households(wanted), places.is_urban, figures, chance
    )
    people = People.of(families, figures, chance, on, book.facts)
    draw_persons(people)
    draw_means(people)
    draw_relatives(people)
    draw_statuses(people)
    draw_care(people)
    draw_children(people)
    draw_away(people)
    draw_papers(people)
    draw_costs(people)
    draw_moves(people)
    draw_health(people)
    draw_gaps(people)
    people.complete["member"] = np.ones(people.households, bool)
    return people, places.codes[families.village]


def write_population(
    path: Path, persons: int, seed: int, place: str, book: Rulebook, *, on: date = ON
) -> int:
    """Draw a population and write it, sorted by area; the file appears once it is whole. Gives the number of households.

    Raises:
        ProblemsError: a number of persons out of reach, an unknown place, no such folder.
    """
    if not 1 <= persons <= MOST_PERSONS:
        zh, en = (
            f"人数应在1到{MOST_PERSONS}之间",
            f"the number of persons must be 1 to {MOST_PERSONS}",
        )
        raise refusal(zh, en, where="--persons", value=persons)
    if not path.parent.is_dir():
        raise refusal("没有这个文件夹", "there is no such folder", where=str(path.parent))
    figures = read_figures(place)
    drawn = (draw_county(*county, seed, figures, book) for county in counties(persons, figures))
    first = next(drawn)
    stated = [name for name in first[0].facts if name in book.facts]
    about = About(
        on=on, background=tuple(left_open().background), synthetic=True, seed=seed, source=SOURCE
    )
    households = 0
    with PopulationWriter(path, book, stated, about) as out:
        for people, areas in chain([first], drawn):
            _write(out, people, areas, households, stated)
            households += people.households
    return households


def _write(
    out: PopulationWriter, people: People, areas: Array, before: int, stated: list[str]
) -> None:
    """The next households of the file; they are numbered through it."""
    ids = np.arange(before, before + people.households, dtype=np.int64) + 1
    facts = {
        name: (people.facts[name], people.known[name])
        if name in people.known
        else people.facts[name]
        for name in stated
    }
    lists = {"member": people.families.sizes, "supporter": people.payers}
    out.write(ids, areas, facts=facts, lists=lists, complete=people.complete)
