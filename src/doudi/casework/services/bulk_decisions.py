"""Many households decided at once by the kernel: for a change of the law, a raise, a review of all. Proposals, never decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from doudi.casework.domain.law_effects import Array, Outcome
from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.population import AreaPopulation, population_of
from doudi.rules.columns import Population
from doudi.rules.decide import parts_of
from doudi.rules.kernel import VERDICTS, compile_program
from doudi.rules.kernel import run as decide_all
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Rulebook

#: (programme, household, person or None for the household's own)
Key = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class Found:
    """What the law says of one subject and programme. Fen; None where it is not known or no money."""

    verdict: str
    amount_fen: int | None
    parts_fen: dict[str, int] = field(default_factory=dict)


def decide_many(
    viewer: Viewer, households: Iterable[int], programmes: Iterable[str], on: date
) -> dict[Key, Found]:
    """What is known on the day, by the law of the day, for these households. What is not committed is not seen."""
    book = get_rulebook()
    wanted = [book.programmes[name] for name in programmes]
    wanted = [p for p in wanted if p.in_force(on)]
    people = population_of(viewer, on, households=list(households))
    everywhere = np.ones(people.population.households, bool)
    found: dict[Key, Found] = {}
    for area, homes in places_of_one_law(people, everywhere, book, book, on):
        answers = outcomes_of(book, on, area, wanted, people.population)
        for programme in wanted:
            home_of = home_of_rows(people, programme.subject)
            rows = np.flatnonzero(homes[home_of])
            _take(found, people, programme, answers[programme.name], home_of, rows)
    return found


def _take(
    found: dict[Key, Found],
    people: AreaPopulation,
    programme: Programme,
    outcome: Outcome,
    home_of: Array,
    rows: Array,
) -> None:
    verdicts, homes = outcome.verdict[rows].tolist(), people.households[home_of[rows]].tolist()
    of_members = programme.subject == "member"
    persons = people.members[rows].tolist() if of_members else [None] * len(rows)
    amounts = (
        outcome.amount_fen[rows].tolist() if outcome.amount_fen is not None else [None] * len(rows)
    )
    for row, verdict, home, person, amount in zip(
        rows, verdicts, homes, persons, amounts, strict=True
    ):
        told = VERDICTS[verdict]
        fen = amount if told == "eligible" and amount is not None and amount >= 0 else None
        spans = {p: (int(low[row]), int(high[row])) for p, (low, high) in outcome.parts.items()}
        parts = parts_of(spans) if fen is not None else {}
        found[programme.name, home, person] = Found(told, fen, parts)


def places_of_one_law(
    people: AreaPopulation, inside: Array, before: Rulebook, after: Rulebook, on: date
) -> Iterator[tuple[str, Array]]:
    """Places of one law together: (a place, the households of all of them)."""
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for place in sorted(set(people.areas[inside].tolist())):
        found[_law_of(before, place, on), _law_of(after, place, on)].append(place)
    for places in found.values():
        yield places[0], inside & np.isin(people.areas, places)


def _law_of(book: Rulebook, place: str, on: date) -> tuple[Any, ...]:
    values = book.values
    resolved = (
        values.resolve(d.name, key, place, on)
        for d in values.declarations.values()
        for key in (d.keys or ("",))
    )
    return tuple((r.figure, r.comparator) if r else None for r in resolved)


def outcomes_of(
    book: Rulebook, on: date, area: str, programmes: list[Programme], population: Population
) -> dict[str, Outcome]:
    names = [p.name for p in programmes] + [v for p in programmes for v in p.parts.values()]
    columns = decide_all(compile_program(book.at(on, area), names), population)
    return {
        p.name: Outcome(
            columns[f"{p.name}.verdict"],
            columns.get(f"{p.name}.amount_fen"),
            {
                part: (columns[v], columns.get(f"{v}.high", columns[v]))
                for part, v in p.parts.items()
            },
        )
        for p in programmes
    }


def home_of_rows(people: AreaPopulation, subject: str) -> Array:
    """The household of each row of an entity."""
    homes = np.arange(people.population.households)
    if subject not in people.population.offsets:
        return homes
    return np.repeat(homes, np.diff(people.population.offsets[subject]))
