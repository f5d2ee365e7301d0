"""Random households of any rulebook, for property tests: explain and the kernel must agree on all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from hypothesis import strategies as st

from doudi.rules.case import Case, Row
from doudi.rules.declare import Fact, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.instructions import months_later
from doudi.rules.nodes import COUNT, DATE, Entity
from doudi.rules.rulebook import Rulebook

LIKELY_MOST = 20_000 * 100 * STEPS_PER_FEN  # most amounts lie near the lines, where verdicts turn
LIFETIME = 100 * 366
MONTHS_A_YEAR = 12


def fact_values(book: Rulebook, fact: Fact, on: date) -> st.SearchStrategy[int]:
    """Values of a fact: its bounds, whole amounts, odd ones, and what lies at or beside a figure of the law."""
    ends = st.sampled_from((fact.low, fact.high))
    beside = [n for n in _beside_figures(book, fact, on) if fact.low <= n <= fact.high]
    often = [st.sampled_from(beside)] if beside else []
    if fact.kind == DATE:
        today = day_number(on)
        near = st.integers(max(fact.low, today - 800), min(fact.high, today + 800))
        return st.one_of(near, st.integers(max(fact.low, today - LIFETIME), today), ends, *often)
    if not fact.unit.is_money:
        few = st.integers(fact.low, min(fact.high, fact.low + 3))
        return st.one_of(st.integers(fact.low, fact.high), few, ends, *often)
    most = min(fact.high, LIKELY_MOST)
    fen = st.integers(-(-fact.low // STEPS_PER_FEN), most // STEPS_PER_FEN)
    whole = fen.map(lambda amount: amount * STEPS_PER_FEN)
    return st.one_of(whole, st.integers(fact.low, most), ends, *often)


def _beside_figures(book: Rulebook, fact: Fact, on: date) -> Iterator[int]:
    """Figures of the fact's unit and their yearly multiples, and a little more or less; days so many months or years off."""
    for declaration in book.values.declarations.values():
        unit = str(declaration.unit)
        for figure in book.values.figures(declaration.name) if declaration.kind == COUNT else ():
            for number in figure.by_key.values():
                if fact.kind == DATE and unit in ("year", "month"):
                    months = number * (MONTHS_A_YEAR if unit == "year" else 1)
                    day = months_later(day_number(on), -months)
                    yield from (day - 1, day, day + 1)
                elif fact.unit.is_money and declaration.unit.is_money:
                    for amount in (number, number * MONTHS_A_YEAR):
                        yield from (amount - STEPS_PER_FEN, amount, amount + STEPS_PER_FEN)
                elif fact.kind == COUNT and fact.unit == declaration.unit:
                    yield from (number - 1, number, number + 1)


@lru_cache(maxsize=256)
def _facts_of(
    book: Rulebook, entity: Entity, on: date, gaps: int
) -> st.SearchStrategy[dict[str, int]]:
    """Facts of one row; about `gaps` in eight are left out."""
    facts = [f for f in book.facts.values() if f.entity is entity]
    known = st.integers(0, 7).map(lambda n: n >= gaps)
    one = {f.name: st.tuples(known, fact_values(book, f, on)) for f in facts}
    return st.fixed_dictionaries(one).map(
        lambda row: {n: v for n, (is_known, v) in row.items() if is_known}
    )


@st.composite
def households(
    draw: st.DrawFn,
    book: Rulebook,
    *,
    on: Sequence[date],
    areas: Sequence[str],
    most_rows: int = 8,
    most_cases: int = 6,
) -> list[Case]:
    """A few cases of one date and place, from fully known to hardly known."""
    day, area = draw(st.sampled_from(on)), draw(st.sampled_from(areas))
    cases = []
    for number in range(draw(st.integers(1, most_cases))):
        gaps = draw(st.sampled_from((0, 0, 1, 4, 8)))
        complete = st.just(True) if gaps == 0 else st.sampled_from((True, True, False, None))
        rows: dict[str, list[Row]] = {}
        listed: dict[str, bool | None] = {}
        for entity in book.entities.values():
            if entity.parent is None:
                continue
            found = draw(
                st.lists(
                    _facts_of(book, entity, day, gaps), max_size=min(entity.maximum, most_rows)
                )
            )
            rows[entity.name] = [
                Row(f"{entity.name} {place}", row) for place, row in enumerate(found, 1)
            ]
            listed[entity.name] = draw(complete)
        facts = draw(_facts_of(book, book.root, day, gaps))
        cases.append(Case(f"household {number}", day, area, facts, rows, listed))
    return cases
