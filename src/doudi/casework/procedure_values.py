"""Figures of the place that procedures ask for: periods, delegation, shares."""

from __future__ import annotations

from datetime import date

from doudi.foundation.rulebook import get_rulebook
from doudi.rules.values import Resolved
from doudi.units.text import refusal


def figure_of(name: str, area: str, on: date) -> Resolved | None:
    """The figure in force, None where nobody has entered one."""
    return get_rulebook().values.resolve(name, "", area, on)


def days_of(name: str, area: str, on: date) -> tuple[int, str]:
    """A number of days and where it comes from. Raises ProblemsError: the place has not entered it."""
    found = figure_of(name, area, on)
    if found is None:
        label = get_rulebook().values.declarations[name].label
        raise refusal(
            f"本地还没有录入“{label.zh}”，请先在本地规定里补上",
            f"the place has not entered “{label.en}”: enter it in the local law first",
            value=name,
        )
    return int(found.figure), found.source
