"""Household assets, each kind tested against the place's limit."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import maximum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Person
from benchmarks.openfisca_dibao.parameters import months_before


class financial_assets(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "countable financial assets"

    def formula(person, period):
        deposits = maximum(person("deposits", period) - person("exempt_deposits", period), 0)
        return deposits + person("other_financial_assets", period)


class household_financial_assets(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "household financial assets"

    def formula(household, period):
        members = household.members
        return household.sum(
            members("financial_assets", period) * members("is_household_member", period)
        )


class financial_asset_limit(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "limit of financial assets per head"

    def formula(household, period, parameters):
        return household("dibao_line", period) * parameters(period).asset_limit_months


class meets_financial_asset_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "financial assets within the limit"

    def formula(household, period):
        limit = household("financial_asset_limit", period) * household("household_size", period)
        return household("household_financial_assets", period) <= limit


class countable_vehicles(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "countable motor vehicles"

    def formula(person, period):
        return maximum(
            person("motor_vehicles", period) - person("exempt_motor_vehicles", period), 0
        )


class meets_vehicle_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "motor vehicles within the limit"

    def formula(household, period, parameters):
        members = household.members
        vehicles = members("countable_vehicles", period) * members("is_household_member", period)
        return household.sum(vehicles) <= parameters(period).vehicle_limit


class meets_real_estate_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "homes within the limit"

    def formula(household, period, parameters):
        p = parameters(period)
        homes = household("homes", period)
        limit = p.second_home_floor_area * household("household_size", period)
        small = household("home_floor_area", period) < limit
        return (homes <= p.home_limit) | ((homes <= p.home_limit + 1) & small)


class meets_business_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "no active business above small size"

    def formula(household, period):
        members = household.members
        return ~household.any(
            members("has_active_business", period) & members("is_household_member", period)
        )


class meets_disposal_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "no recent disposal of assets"

    def formula(household, period, parameters):
        before = months_before(period.start, parameters(period).disposal_lookback_months)
        return ~household("disposed_assets", period) | (household("disposed_on", period) < before)


class meets_common_asset_tests(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "vehicles, business and disposals within the rules"

    def formula(household, period):
        return (
            household("meets_vehicle_test", period)
            & household("meets_real_estate_test", period)
            & household("meets_business_test", period)
            & household("meets_disposal_test", period)
        )


class meets_asset_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "assets within the limits"

    def formula(household, period):
        return household("meets_financial_asset_test", period) & household(
            "meets_common_asset_tests", period
        )
