"""The place's figures for the Dibao rules written in SQL and as Polars expressions: whole numbers, as the kernel counts.

Amounts are fen, rates whole per cent, days day numbers, so both work without a rounding of their own until the law says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks.people import CODES
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import RATE
from doudi.rules.rulebook import Edition
from doudi.units.dates import add_months

# What the yardsticks are written for. Another place needs the branches that they leave out.
SWITCHES = {
    "dibao_method": "difference", "dibao_rounding_scope": "household", "topup_combination": "highest",
    "employment_cost_method": "fixed_month", "support_formula": "support_B", "asset_limit_method": "months_of_line",
}  # fmt: skip
FLAGS = {
    "basic_pension_is_exempt": 1, "old_age_allowance_is_exempt": 1, "special_cost_is_deducted": 0,
    "conscripts_count": 0, "orphans_count": 0,
}  # fmt: skip
SIGNS = {"dibao_line": "lt", "asset_limit_method": "le", "second_home_floor_area": "lt"}
NUMBERS = (
    "income_base_months", "support_b_line_factor", "support_b_rate", "asset_limit_months", "vehicle_limit",
    "second_home_floor_area", "home_limit", "dibao_minimum_award", "topup_rate_elderly", "topup_rate_minor",
    "topup_rate_severe_disability", "topup_rate_major_illness", "work_refusal_limit", "employment_cost_per_month",
)  # fmt: skip
DAYS = {  # the last day on which somebody is born, or something began, who or that is so many months old
    "majority_age": ("last_birthday_of_adults", 12),
    "topup_age": ("last_birthday_of_elders", 12),
    "disposal_lookback_months": ("disposed_before", 1),
    "clergy_apart_months": ("clergy_before", 1),
}


def figures_of(edition: Edition) -> dict[str, int]:
    """The figures by name, and `<fact>_<option>` for the codes of categories.

    Raises:
        ValueError: the place decides a switch otherwise than the yardsticks do.
    """
    for name, wanted in (*SWITCHES.items(), *FLAGS.items()):
        declared = edition.rulebook.values.declarations[name]
        found = _figure(edition, name)
        if (declared.options[found] if declared.options else found) != wanted:
            raise ValueError(f"{name} is {found}, the yardsticks are written for {wanted}")
    for name, sign in SIGNS.items():
        if edition.comparator(name) != sign:
            raise ValueError(f"{name} is compared by {edition.comparator(name)}, not by {sign}")
    found = {name: _figure(edition, name) for name in NUMBERS}
    found |= {
        f"dibao_line_{key}": _figure(edition, "dibao_line", key) for key in ("urban", "rural")
    }
    for name, (cutoff, months) in DAYS.items():
        found[cutoff] = day_number(_months_before(edition.on, _figure(edition, name) * months))
    for fact in CODES:
        found |= {f"{fact}_{option}": code for option, code in CODES[fact].items()}
    return found


def _months_before(day: date, months: int) -> date:
    """The day so many months back; exact, because decisions here fall on the first of a month."""
    assert day.day == 1
    return add_months(day, -months)


def _figure(edition: Edition, name: str, key: str = "") -> Any:
    resolved = edition.value(name, key)
    if resolved is None:
        raise ValueError(f"{name} has no figure")
    declared = edition.rulebook.values.declarations[name]
    if declared.kind == RATE:
        per_cent = resolved.figure * 100
        assert per_cent.denominator == 1, name
        return int(per_cent)
    if declared.unit.is_money:
        assert resolved.figure % STEPS_PER_FEN == 0, name
        return resolved.figure // STEPS_PER_FEN
    return resolved.figure
