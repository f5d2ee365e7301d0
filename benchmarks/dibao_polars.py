"""Dibao by hand as Polars expressions: the same as `dibao_duckdb.py`, clause by clause."""

from __future__ import annotations

import polars as pl
from polars import col, lit, max_horizontal, min_horizontal, when

from benchmarks.people import Array

Figures = dict[str, int]


def frames(columns: dict[str, dict[str, Array]]) -> dict[str, pl.DataFrame]:
    """A frame of households, of members and of supporters."""
    return {name: pl.DataFrame(table) for name, table in columns.items()}


def decide_all(tables: dict[str, pl.DataFrame], f: Figures) -> pl.DataFrame:
    """`home`, `eligible` and `amount` (fen), in no particular order."""
    line = when(col.residence_class == f["residence_class_rural"]).then(f["dibao_line_rural"])
    lines = (
        tables["household"]
        .lazy()
        .with_columns(line.otherwise(f["dibao_line_urban"]).cast(pl.Int64).alias("line"))
    )
    persons = _persons(tables["member"].lazy(), f)
    support = _support(tables["supporter"].lazy(), lines, f)
    together = lines.join(persons, on="home", how="left").join(support, on="home", how="left")
    return _amounts(_tests(together, f), f).collect()


def at_least_0(amount: pl.Expr) -> pl.Expr:
    return amount.clip(lower_bound=0)


def _counts(f: Figures) -> pl.Expr:
    child = col.relation == f["relation_child"]
    minor = col.birth_date > f["last_birthday_of_adults"]
    bound = child | (col.relation == f["relation_parent"]) | col.has_duty_relation
    belongs = (
        (col.relation == f["relation_head"])
        | (col.relation == f["relation_spouse"])
        | (child & minor)
        | (child & ((col.schooling == f["schooling_up_to_bachelor"]) | ~col.can_live_independently))
        | (bound & col.lives_with_family)
    )
    apart = col.is_clergy & ~col.lives_with_family & (col.clergy_since < f["clergy_before"])
    left_out = (
        col.is_imprisoned
        | col.is_in_compulsory_isolation
        | col.is_declared_missing
        | col.is_conscript
    )
    supported = col.is_tekun | col.is_orphan
    return belongs & ~(left_out | apart | supported)


def _income(f: Figures) -> pl.Expr:
    cost = min_horizontal(
        col.months_worked.cast(pl.Int32) * f["employment_cost_per_month"], "income_wage"
    )
    transfers = (
        col.income_pension_other.cast(pl.Int64) + col.income_transfer - col.transfer_deductions
    )
    return (
        at_least_0(col.income_wage - col.wage_deductions - cost).cast(pl.Int64)
        + at_least_0(col.income_business - col.business_cost)
        + at_least_0(col.income_property - col.property_cost)
        + at_least_0(transfers)
    )


def _topup_rate(f: Figures) -> pl.Expr:
    def rate(condition: pl.Expr, name: str) -> pl.Expr:
        return (
            when(condition).then(lit(f[f"topup_rate_{name}"], pl.Int64)).otherwise(lit(0, pl.Int64))
        )

    grade, kind = col.disability_grade, col.disability_type
    mind = (kind == f["disability_type_intellectual"]) | (kind == f["disability_type_mental"])
    severe = (
        (grade == f["disability_grade_grade_1"])
        | (grade == f["disability_grade_grade_2"])
        | ((grade == f["disability_grade_grade_3"]) & mind)
    )
    return max_horizontal(
        rate(col.birth_date <= f["last_birthday_of_elders"], "elderly"),
        rate(col.birth_date > f["last_birthday_of_adults"], "minor"),
        rate(severe, "severe_disability"),
        rate(col.has_major_illness, "major_illness"),
    )


def _persons(members: pl.LazyFrame, f: Figures) -> pl.LazyFrame:
    refused = (
        (col.work_refusals >= f["work_refusal_limit"]) & col.is_able_to_work & col.is_unemployed
    )
    financial = (
        at_least_0(col.deposits - col.exempt_deposits).cast(pl.Int64) + col.other_financial_assets
    )
    vehicles = at_least_0(col.motor_vehicles - col.exempt_motor_vehicles)
    return (
        members.filter(_counts(f))
        .group_by("home")
        .agg(
            pl.len().cast(pl.Int64).alias("persons"),
            _income(f).sum().alias("income"),
            financial.sum().alias("financial"),
            vehicles.cast(pl.Int64).sum().alias("vehicles"),
            col.has_active_business.any().alias("has_business"),
            _topup_rate(f).sum().alias("topup_rate"),
            refused.cast(pl.Int64).sum().alias("without_share"),
        )
    )


def _support(supporters: pl.LazyFrame, lines: pl.LazyFrame, f: Figures) -> pl.LazyFrame:
    def kind(*names: str) -> pl.Expr:
        return col.supporter_kind.is_in([f[f"supporter_kind_{n}"] for n in names])

    by_youth = kind("grandparent", "elder_sibling") & col.supported_person_is_minor
    duty = (
        kind("child", "spouse")
        | (kind("parent") & col.supported_person_is_dependent)
        | ((kind("grandchild") | by_youth) & col.nearer_supporter_is_unable)
        | (
            kind("younger_sibling")
            & col.was_raised_by_supported
            & col.supported_person_is_dependent
        )
    )
    low_income = col.line * f["support_b_line_factor"] * col.payer_household_size
    formula = at_least_0(col.payer_income.cast(pl.Int64) * 100 - low_income) * f["support_b_rate"]
    by_right = (
        when(col.has_court_order).then(col.court_amount.cast(pl.Int64) * 10_000)
        .when(col.has_support_agreement).then(col.agreed_amount.cast(pl.Int64) * 10_000)
        .otherwise(formula)
    )  # fmt: skip
    must = duty & (col.payer_exemption == f["payer_exemption_none"])
    paid = col.paid_amount.cast(pl.Int64) * 10_000
    due = max_horizontal(when(must).then(by_right).otherwise(0), paid)
    joined = supporters.join(lines.select("home", "line"), on="home")
    return joined.group_by("home").agg(due.sum().alias("due"))


def _tests(homes: pl.LazyFrame, f: Figures) -> pl.LazyFrame:
    months = f["income_base_months"]
    of_persons = (
        "persons",
        "income",
        "financial",
        "vehicles",
        "topup_rate",
        "without_share",
        "due",
    )
    known = homes.with_columns(
        col(*of_persons).fill_null(0), col.has_business.fill_null(value=False)
    )
    sized = known.with_columns(col.persons.clip(lower_bound=1).alias("size"))
    measured = sized.with_columns(
        (col.line * col.size * months * 10_000 - col.income * 10_000 - col.due * months).alias(
            "gap"
        )
    )
    small = col.home_floor_area < f["second_home_floor_area"] * col.size
    return measured.with_columns(
        (
            col.has_local_hukou
            & (col.persons >= 1)
            & (col.gap > 0)
            & (col.financial <= col.line * f["asset_limit_months"] * col.size)
            & (col.vehicles <= f["vehicle_limit"])
            & ((col.homes <= f["home_limit"]) | ((col.homes <= f["home_limit"] + 1) & small))
            & ~col.has_business
            & (~col.disposed_assets | (col.disposed_on < f["disposed_before"]))
        ).alias("eligible")
    )


def _amounts(homes: pl.LazyFrame, f: Figures) -> pl.LazyFrame:
    unit = 10_000 * f["income_base_months"]
    basic = ((2 * at_least_0(col.gap) + unit) // (2 * unit)).clip(
        lower_bound=f["dibao_minimum_award"]
    )
    together = basic + (2 * col.line * col.topup_rate + 100) // 200
    sharing = at_least_0(col.size - col.without_share)
    amount = (2 * together * sharing + col.size) // (2 * col.size)
    return homes.select(
        "home", "eligible", when(col.eligible).then(amount).otherwise(0).alias("amount")
    )
