"""Who decides a case: the county, or the township where the place has delegated it, wholly or up to an amount. From values, never from code."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.casework.domain.procedures import AuthorityRule
from doudi.rules.values import Resolved
from doudi.units.text import refusal

COUNTY, TOWNSHIP = "county", "township"
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Authority:
    """The level that decides, and the value of the place that says so. `figure`: the limit in fen, or 1 / 0."""

    level: str
    value: str = ""
    figure: str = ""
    source: str = ""


def decide_authority(
    rule: AuthorityRule, resolve: Callable[[str], Resolved | None], amount_fen: int | None
) -> Authority:
    """`resolve` gives the place's figure of a value on the day. An amount that is not known goes to the county.

    Raises ProblemsError: the place has not said whether it delegates, or up to which amount.
    """
    if rule.township_limit:
        found = _need(resolve, rule.township_limit)
        limit = Fraction(found.figure)
        compare = _COMPARE[found.comparator or "le"]
        inside = amount_fen is not None and compare(Fraction(amount_fen), limit_in_fen(limit))
        level = TOWNSHIP if inside else COUNTY
        return Authority(level, rule.township_limit, str(limit_in_fen(limit)), found.source)
    if rule.delegated:
        found = _need(resolve, rule.delegated)
        level = TOWNSHIP if found.figure else COUNTY
        return Authority(level, rule.delegated, str(int(bool(found.figure))), found.source)
    return Authority(COUNTY)


def limit_in_fen(steps: Fraction) -> Fraction:
    """Values of money are held in the engine's steps."""
    from doudi.rules.dimensions import STEPS_PER_FEN

    return steps / STEPS_PER_FEN


def _need(resolve: Callable[[str], Resolved | None], name: str) -> Resolved:
    found = resolve(name)
    if found is None:
        raise refusal(
            f"本地还没有录入“{name}”，不能确定由谁审核确认",
            f"the place has not entered {name}: nobody can say who decides",
            value=name,
        )
    return found
