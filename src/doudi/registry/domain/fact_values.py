"""Values of facts between the three forms they have: as people write them, as the register stores them, as the engine counts them.

Stored: whole fen for money, 0 / 1 for truths, days since 1970-01-01 for dates, the unit's smallest step for other numbers, and
the name of a category's option. `NOT_KNOWN`, both empty, says: it is known that it is not known.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from doudi.rules.declare import Fact, day_date
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.written import read_fact, write_steps
from doudi.units.dates import format_date
from doudi.units.money import format_yuan
from doudi.units.text import Text


class Stored(NamedTuple):
    """A value as a row of the register holds it."""

    value: int | None
    option: str | None


NOT_KNOWN = Stored(None, None)


def read_value(fact: Fact, written: Any, where: str = "") -> Stored:
    """What somebody wrote for a fact. Nothing, 未知 and ? are `NOT_KNOWN`.

    Raises:
        ProblemsError: it is no such fact, or lies outside its bounds.
    """
    steps = read_fact(fact, written, where)
    return NOT_KNOWN if steps is None else stored_of(fact, steps)


def stored_of(fact: Fact, steps: int) -> Stored:
    """The engine's steps as the register stores them. Money below one fen does not occur in facts."""
    if fact.kind == CATEGORY:
        return Stored(None, fact.options[steps])
    return Stored(steps // STEPS_PER_FEN if fact.unit.is_money else steps, None)


def steps_of(fact: Fact, value: int | None, option: str | None) -> int | None:
    """A stored value in the engine's steps; None: not known, or an option that the rulebook no longer has."""
    if fact.kind == CATEGORY:
        return fact.options.index(option) if option in fact.options else None
    if value is None:
        return None
    return value * STEPS_PER_FEN if fact.unit.is_money else value


def show_value(fact: Fact, value: int | None, option: str | None, lang: str) -> str:
    """A stored value in words, with its unit: 1,800.00 元, 是, 三级, 2022年7月1日, 未知."""
    if fact.kind == CATEGORY:
        if option in fact.options:
            return fact.option_labels[fact.options.index(option)].in_(lang)
        return option or _UNKNOWN.in_(lang)
    if value is None:
        return _UNKNOWN.in_(lang)
    if fact.kind == TRUTH:
        return (_YES if value else _NO).in_(lang)
    if fact.kind == DATE:
        return format_date(day_date(value), lang)
    if fact.unit.is_money:
        return f"{format_yuan(value)} {fact.unit.name(lang)}"
    unit = fact.unit.name(lang) if fact.unit.name("en") != "item" else ""
    return f"{write_steps(fact.unit, value)} {unit}".strip()


_UNKNOWN, _YES, _NO = Text("未知", "not known"), Text("是", "yes"), Text("否", "no")
