"""Countable income: four kinds, less what is deducted or exempt."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import maximum, minimum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Person


class deducted_employment_cost(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "deducted cost of working"

    def formula(person, period, parameters):
        cost = person("months_worked", period) * parameters(period).employment_cost_per_month
        return minimum(cost, person("income_wage", period))


class countable_wage(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "countable wages"

    def formula(person, period):
        after_tax = person("income_wage", period) - person("wage_deductions", period)
        return maximum(after_tax - person("deducted_employment_cost", period), 0)


class income_business_net(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "net business income"

    def formula(person, period):
        return maximum(person("income_business", period) - person("business_cost", period), 0)


class income_property_net(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "net property income"

    def formula(person, period):
        return maximum(person("income_property", period) - person("property_cost", period), 0)


class countable_pension(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "countable pension (the basic pension is exempt)"

    def formula(person, period):
        return person("income_pension_other", period)


class income_transfer_net(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "net transfer income (the old-age allowance is exempt)"

    def formula(person, period):
        received = person("countable_pension", period) + person("income_transfer", period)
        return maximum(received - person("transfer_deductions", period), 0)


class member_income(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "person's countable income"

    def formula(person, period):
        return (
            person("countable_wage", period)
            + person("income_business_net", period)
            + person("income_property_net", period)
            + person("income_transfer_net", period)
        )


class members_income(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "members' income"

    def formula(household, period):
        members = household.members
        return household.sum(
            members("member_income", period) * members("is_household_member", period)
        )


class household_income(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "household income (base period)"

    def formula(household, period, parameters):
        support = household("support_income", period) * parameters(period).income_base_months
        return household("members_income", period) + support


class income_per_head(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "monthly income per head"

    def formula(household, period, parameters):
        person_months = household("household_size", period) * parameters(period).income_base_months
        return household("household_income", period) / person_months
