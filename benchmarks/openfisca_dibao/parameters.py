"""The figures of the place, taken from the same rulebook, as OpenFisca parameters; dates as whole numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from openfisca_core.parameters import ParameterNode

from doudi.rules.nodes import RATE
from doudi.rules.rulebook import Edition
from doudi.units.dates import add_months

# What these formulas are written for. Another place needs the branches that they leave out.
SWITCHES = {
    "dibao_method": "difference", "dibao_rounding_scope": "household", "payment_start": "month_after_decision",
    "topup_combination": "highest", "employment_cost_method": "fixed_month", "support_formula": "support_B",
    "asset_limit_method": "months_of_line", "edge_line_base": "own_class",
    "single_person_method": "line_minus_own_income", "gradual_exit_reason": "any_rise",
}  # fmt: skip
EXEMPT = {
    "basic_pension_is_exempt": 1,
    "old_age_allowance_is_exempt": 1,
    "special_cost_is_deducted": 0,
    "single_person_own_income_test": 1,
}
NUMBERS = (
    "majority_age", "clergy_apart_months", "conscripts_count", "orphans_count", "employment_cost_per_month",
    "income_base_months", "support_b_line_factor", "support_b_rate", "asset_limit_months", "vehicle_limit",
    "second_home_floor_area", "home_limit", "disposal_lookback_months", "dibao_minimum_award", "topup_age",
    "topup_rate_elderly", "topup_rate_minor", "topup_rate_severe_disability", "topup_rate_major_illness",
    "work_refusal_limit", "review_months", "review_months_unstable", "gradual_exit_share", "gradual_exit_months",
    "edge_factor", "edge_asset_factor", "edge_validity_months", "clergy_single_person_months",
)  # fmt: skip


def written_date(day: Any) -> int:
    """20220601: such numbers compare like dates, and their difference, cut to whole ten thousands, is an age."""
    return int(day.year * 10_000 + day.month * 100 + day.day)


def month_number(day: Any) -> int:
    return int(day.year * 12 + day.month - 1)


def months_before(day: Any, months: int) -> int:
    """The last day that lies so many months back (decisions here fall on the first of a month)."""
    return written_date(add_months(date(day.year, day.month, day.day), -int(months)))


def parameters_of(edition: Edition) -> ParameterNode:
    """The edition's figures, in yuan.

    Raises:
        ValueError: the place decides a switch otherwise than these formulas do.
    """
    for name, wanted in (*SWITCHES.items(), *EXEMPT.items()):
        declared = edition.rulebook.values.declarations[name]
        found = _figure(edition, name)
        if (declared.options[found] if declared.options else found) != wanted:
            raise ValueError(f"{name} is {found}, these formulas are written for {wanted}")
    data: dict[str, Any] = {name: _parameter(_figure(edition, name)) for name in NUMBERS}
    data["dibao_line"] = {
        key: _parameter(_figure(edition, "dibao_line", key)) for key in ("urban", "rural")
    }
    return ParameterNode("", data=data)


def _figure(edition: Edition, name: str, key: str = "") -> Any:
    resolved = edition.value(name, key)
    if resolved is None:
        raise ValueError(f"{name} has no figure")
    declared = edition.rulebook.values.declarations[name]
    if declared.kind == RATE:
        return float(resolved.figure)
    if declared.unit.steps == 1:
        return int(resolved.figure)
    return float(Fraction(resolved.figure, declared.unit.steps))


def _parameter(value: float) -> dict[str, Any]:
    return {"values": {"2000-01-01": {"value": value}}}
