"""What the law of a country gives a simulation to look with: which line, whose income, what kinds of households."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from doudi.rules.columns import Array
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of household; every household is of exactly one."""

    name: str
    label: Text
    help: Text


@dataclass(frozen=True, slots=True)
class Lens:
    """Names of the rulebook. Households are measured by `income` against the figure of `line` for their `by`.

    `persons` counts who is supported where a programme is the household's. `classify` gets the columns of the variables
    `asked` (with `<name>.high` where a figure may be open), where each household's rows of `of` begin, and whether they
    are all listed, and gives the place of each household's kind in `kinds`.
    """

    income: str
    line: str
    by: str
    persons: str
    of: str
    asked: tuple[str, ...]
    kinds: tuple[Kind, ...]
    classify: Callable[[Mapping[str, Array], Array, Array], Array]
