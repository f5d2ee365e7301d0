"""Units of the numbers in a rulebook, and how finely each is counted.

A unit is written like "yuan/person/month". Every quantity is an integer: money in 1/100,800 fen,
floor space in 1/100 square metre, a rise of prices in 1/100 percent, everything else in whole units.

Why 100,800 = 2⁶·3²·5²·7 and not a round 10,000: percentages, thirds, twelfths of a year and the shares of up to ten
people come out exact, also one upon the other. With 10,000 a third of 77 yuan, twelve times, is 307.999992 yuan, and a
place that rounds up to the jiao would pay ten fen too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from doudi.units.text import Text

# The smallest step in which the engine counts one unit: integers only, nowhere a float.
STEPS_PER_UNIT = {
    "yuan": 10_080_000,
    "m2": 100,
    "person": 1,
    "month": 1,
    "day": 1,
    "year": 1,
    "item": 1,
    "time": 1,
    "percent": 100,
}

UNIT_NAMES = {
    "yuan": Text("元", "yuan"),
    "m2": Text("平方米", "m²"),
    "person": Text("人", "person"),
    "month": Text("月", "month"),
    "day": Text("天", "day"),
    "year": Text("年", "year"),
    "item": Text("项", "item"),
    "time": Text("次", "time"),
    "percent": Text("%", "%"),
}

STEPS_PER_FEN = STEPS_PER_UNIT["yuan"] // 100


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers, e.g. yuan¹ person⁻¹ month⁻¹. No powers: a bare number."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + power
        return Unit(tuple(sorted((n, p) for n, p in powers.items() if p)))

    def __truediv__(self, other: Unit) -> Unit:
        return self * Unit(tuple((n, -p) for n, p in other.powers))

    @property
    def is_money(self) -> bool:
        return dict(self.powers).get("yuan", 0) == 1

    @property
    def steps(self) -> int:
        """How many internal steps make one of this unit (a unit below a fraction bar is counted whole)."""
        return _steps(self)

    def __str__(self) -> str:
        above = [n if p == 1 else f"{n}^{p}" for n, p in self.powers if p > 0]
        below = [n if p == -1 else f"{n}^{-p}" for n, p in self.powers if p < 0]
        if not above and not below:
            return "number"
        return "/".join(["·".join(above) or "1", *below])

    def name(self, lang: str) -> str:
        """The unit in words: 元/人/月, yuan/person/month."""
        above = [UNIT_NAMES[n].in_(lang) for n, p in self.powers if p > 0]
        order = {"person": 0, "month": 1, "year": 2}
        below = sorted((n for n, p in self.powers if p < 0), key=lambda n: order.get(n, 9))
        parts = ["·".join(above)] if above else ([""] if below else [])
        return "/".join([*parts, *(UNIT_NAMES[n].in_(lang) for n in below)])


@cache
def _steps(unit: Unit) -> int:
    steps = 1
    for name, power in unit.powers:
        if power > 0:
            steps *= STEPS_PER_UNIT[name] ** power
        elif STEPS_PER_UNIT[name] != 1:
            raise ValueError(f"{unit}: {name} below the fraction bar has no whole steps")
    return steps


NUMBER = Unit()


@cache
def parse_unit(text: str) -> Unit:
    """Read "yuan/person/month", "person", "number".

    Raises:
        ValueError: a word that is no unit.
    """
    if text == "number":
        return NUMBER
    unit = NUMBER
    for place, word in enumerate(text.split("/")):
        if word == "1" and place == 0:
            continue
        if word not in STEPS_PER_UNIT:
            known = ", ".join(STEPS_PER_UNIT)
            raise ValueError(f"unknown unit {word!r} in {text!r}; known: {known}")
        one = Unit(((word, 1),))
        unit = unit * one if place == 0 else unit / one
    return unit
