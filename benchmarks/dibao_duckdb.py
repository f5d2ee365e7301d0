"""Dibao by hand in SQL: verdict and monthly amount of every household, in whole numbers, on DuckDB.

Support is counted in ten-thousandths of a fen (two rates in per cent), top-ups in hundredths.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

from benchmarks.people import Array, People

QUERY = """
with persons as (
    select
        home,
        (relation in ({relation_head}, {relation_spouse})
            or (relation = {relation_child} and birth_date > {last_birthday_of_adults})
            or (relation = {relation_child} and (schooling = {schooling_up_to_bachelor} or not can_live_independently))
            or ((relation in ({relation_child}, {relation_parent}) or has_duty_relation) and lives_with_family))
        and not (is_imprisoned or is_in_compulsory_isolation or is_declared_missing or is_conscript or is_tekun or is_orphan
            or (is_clergy and not lives_with_family and clergy_since < {clergy_before})) as counts,
        greatest(income_wage - wage_deductions - least(months_worked * {employment_cost_per_month}, income_wage), 0)
            + greatest(income_business - business_cost, 0)
            + greatest(income_property - property_cost, 0)
            + greatest(income_pension_other::bigint + income_transfer - transfer_deductions, 0) as income,
        greatest(deposits - exempt_deposits, 0)::bigint + other_financial_assets as financial,
        greatest(motor_vehicles - exempt_motor_vehicles, 0) as vehicles,
        has_active_business,
        greatest(
            case when birth_date <= {last_birthday_of_elders} then {topup_rate_elderly} else 0 end,
            case when birth_date > {last_birthday_of_adults} then {topup_rate_minor} else 0 end,
            case when disability_grade in ({disability_grade_grade_1}, {disability_grade_grade_2})
                or (disability_grade = {disability_grade_grade_3}
                    and disability_type in ({disability_type_intellectual}, {disability_type_mental}))
                then {topup_rate_severe_disability} else 0 end,
            case when has_major_illness then {topup_rate_major_illness} else 0 end) as topup_rate,
        work_refusals >= {work_refusal_limit} and is_able_to_work and is_unemployed as loses_share
    from member
),
homes_of_persons as (
    select
        home,
        count(*) as persons, sum(income) as income, sum(financial) as financial, sum(vehicles) as vehicles,
        bool_or(has_active_business) as has_business, sum(topup_rate) as topup_rate,
        count(*) filter (where loses_share) as without_share
    from persons where counts group by home
),
lines as (
    select *, case when residence_class = {residence_class_rural} then {dibao_line_rural} else {dibao_line_urban} end::bigint as line
    from household
),
support as (
    select
        supporter.home,
        sum(greatest(
            case when payer_exemption = {payer_exemption_none} and (
                supporter_kind in ({supporter_kind_child}, {supporter_kind_spouse})
                or (supporter_kind = {supporter_kind_parent} and supported_person_is_dependent)
                or ((supporter_kind = {supporter_kind_grandchild}
                    or (supporter_kind in ({supporter_kind_grandparent}, {supporter_kind_elder_sibling}) and supported_person_is_minor))
                    and nearer_supporter_is_unable)
                or (supporter_kind = {supporter_kind_younger_sibling} and was_raised_by_supported and supported_person_is_dependent))
            then case
                when has_court_order then court_amount * 10000::bigint
                when has_support_agreement then agreed_amount * 10000::bigint
                else greatest(payer_income * 100::bigint - line * {support_b_line_factor} * payer_household_size, 0) * {support_b_rate}
            end else 0 end,
            paid_amount * 10000::bigint)) as due
    from supporter join lines on lines.home = supporter.home group by supporter.home
),
means as (
    select
        lines.*, coalesce(p.persons, 0) as persons, greatest(coalesce(p.persons, 0), 1) as size,
        coalesce(p.income, 0)::bigint * 10000 + coalesce(support.due, 0)::bigint * {income_base_months} as income,
        coalesce(financial, 0)::bigint as financial, coalesce(vehicles, 0) as vehicles, coalesce(has_business, false) as has_business,
        coalesce(topup_rate, 0)::bigint as topup_rate, coalesce(without_share, 0) as without_share
    from lines left join homes_of_persons p on p.home = lines.home left join support on support.home = lines.home
),
tests as (
    select
        *, line * size * {income_base_months} * 10000 - income as gap,
        has_local_hukou and persons >= 1
            and income < line * size * {income_base_months} * 10000
            and financial <= line * {asset_limit_months} * size
            and vehicles <= {vehicle_limit}
            and (homes <= {home_limit} or (homes <= {home_limit} + 1 and home_floor_area < {second_home_floor_area} * size))
            and not has_business
            and (not disposed_assets or disposed_on < {disposed_before}) as eligible
    from means
),
amounts as (
    select
        home, eligible, size, without_share,
        greatest((2 * greatest(gap, 0) + 10000 * {income_base_months}) // (20000 * {income_base_months}), {dibao_minimum_award})
            + (2 * line * topup_rate + 100) // 200 as together
    from tests
)
select home, eligible, case when eligible then (2 * together * greatest(size - without_share, 0) + size) // (2 * size) else 0 end as amount
from amounts
"""


def connect(people: People, columns: dict[str, dict[str, Array]], threads: int) -> Any:
    """A database in memory with a table of households, of members and of supporters."""
    database = duckdb.connect(config={"threads": threads})
    for name, table in columns.items():
        database.register("given", _arrow(table))
        database.execute(f"create table {name} as select * from given")  # noqa: S608 - our own names
        database.unregister("given")
    return database


def _arrow(table: dict[str, Array]) -> Any:
    import pyarrow as pa

    return pa.table({name: pa.array(column) for name, column in table.items()})


def decide_all(database: Any, figures: dict[str, int]) -> dict[str, Array]:
    """`home`, `eligible` and `amount` (fen) as columns, in no particular order."""
    found = database.execute(QUERY.format(**figures)).fetchnumpy()
    return {name: np.asarray(column) for name, column in found.items()}
