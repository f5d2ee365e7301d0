"""The made-up people of `people.py` with every other fact of the rulebook as well: what its newest programmes read.

What `people.py` does not draw with care is drawn by its type alone: most truths no, most categories their first option, most
sums nothing. That decides little, and costs the kernel as much as the truth would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.people import TODAY, Array, Draw, People, make_people
from doudi.rules.columns import Population
from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.rulebook import Rulebook

FORGOTTEN = (
    0.03  # of the rows of a household that leaves anything open, for each of the other facts
)


def population_of(book: Rulebook, people: People, seed: int = 1) -> Population:
    """From columns to ready to run, with every fact of the rulebook."""
    return Population(
        book,
        people.households,
        facts=dict(facts_of(book, people, seed)),
        lists={"member": people.members, "supporter": people.outside},
        complete={"member": True, "supporter": True},
    )


def make_population(book: Rulebook, persons: int, *, unknown: float = 0.05) -> Population:
    """About so many persons, each fact a column; `unknown`: the share of households that leave something open."""
    return population_of(book, make_people(persons, unknown=unknown))


def facts_of(book: Rulebook, people: People, seed: int = 1) -> Iterator[tuple[str, Any]]:
    """Every fact of the rulebook: a column, or a column with its marks."""
    yield from people.facts.items()
    yield from other_facts(book, people, seed)


def other_facts(book: Rulebook, people: People, seed: int) -> Iterator[tuple[str, Any]]:
    """The facts that the people lack: a column, or a column with its marks."""
    draw = Draw(seed, round_amounts=False)
    rows = {
        "household": people.households,
        "member": people.persons,
        "supporter": people.supporters,
    }
    forgets = {"household": people.is_open, "member": np.repeat(people.is_open, people.members),
               "supporter": np.repeat(people.is_open, people.outside)}  # fmt: skip
    for fact in book.facts.values():
        entity = fact.entity.name
        if fact.name in people.columns or entity not in rows:
            continue
        column = _column(draw, fact, rows[entity])
        if people.is_open.any():
            known = ~(forgets[entity] & draw.chance(rows[entity], FORGOTTEN))
            yield fact.name, (column, known)
        else:
            yield fact.name, column


def _column(draw: Draw, fact: Fact, n: int) -> Array:
    if fact.kind == TRUTH:
        return draw.chance(n, 0.04)
    if fact.kind == CATEGORY:
        other = 300 // max(len(fact.options) - 1, 1)
        return draw.one_of(n, (700, *(other,) * (len(fact.options) - 1)))
    if fact.kind == DATE:
        return (TODAY - draw.between(n, 0, 3000)).astype(np.int32)
    if fact.unit.is_money:
        return draw.fen(n, 50, 5000) * draw.chance(n, 0.1)
    few = np.minimum(fact.low + draw.one_of(n, (7, 2, 1)).astype(np.int32), fact.high)
    return few.astype(np.int8 if fact.high < 128 else np.int32)
