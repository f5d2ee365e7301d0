"""What depends on Dibao: gradual exit, edge households, single-person entry."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import maximum, where
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.dibao import to_fen
from benchmarks.openfisca_dibao.entities import Household, Person
from benchmarks.openfisca_dibao.parameters import month_number, months_before


class gradual_exit_first_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "first month of gradual exit, if there is one"

    def formula(household, period):
        began = household("gradual_exit_began_on", period)
        began_month = began // 10_000 * 12 + began // 100 % 100 - 1
        return where(
            household("gradual_exit_began", period), began_month, month_number(period.start) + 1
        )


class gradual_exit_last_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "last month of gradual exit, if there is one"

    def formula(household, period, parameters):
        months = parameters(period).gradual_exit_months
        return household("gradual_exit_first_month", period) + (months - 1)


class gradual_exit_is_running(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "gradual exit is not over"

    def formula(household, period, parameters):
        months = parameters(period).gradual_exit_months
        return (month_number(period.start) <= household("gradual_exit_last_month", period)) & (
            months >= 1
        )


class has_risen_above_line(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "income has risen above the line"

    def formula(household, period):
        return household("is_dibao_recipient", period) & ~household(
            "meets_dibao_income_test", period
        )


class rise_allows_gradual_exit(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "the reason of the rise allows gradual exit (any does)"

    def formula(household, period):
        return household.filled_array(True)


class is_honest(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "no deception"

    def formula(household, period):
        return ~household("drew_by_fraud", period)


class is_in_gradual_exit(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "is in gradual exit"

    def formula(household, period):
        return (
            household("has_local_hukou", period)
            & household("has_risen_above_line", period)
            & household("rise_allows_gradual_exit", period)
            & household("meets_asset_test", period)
            & household("is_honest", period)
            & household("gradual_exit_is_running", period)
        )


class gradual_exit_amount(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "monthly amount in gradual exit"

    def formula(household, period, parameters):
        amount = to_fen(
            household("current_dibao_amount", period) * parameters(period).gradual_exit_share
        )
        return amount * household("is_in_gradual_exit", period)


class gradual_exit_from_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "first month of gradual exit"

    def formula(household, period):
        return household("is_in_gradual_exit", period) * household(
            "gradual_exit_first_month", period
        )


class gradual_exit_until_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "last month of gradual exit"

    def formula(household, period):
        return household("is_in_gradual_exit", period) * household(
            "gradual_exit_last_month", period
        )


class edge_line(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "Dibao-edge income line"

    def formula(household, period, parameters):
        return household("dibao_line", period) * parameters(period).edge_factor


class meets_edge_income_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "income per head within the edge line"

    def formula(household, period):
        return household("income_per_head", period) < household("edge_line", period)


class meets_edge_financial_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "financial assets within the edge limit"

    def formula(household, period, parameters):
        limit = household("financial_asset_limit", period) * parameters(period).edge_asset_factor
        return household("household_financial_assets", period) <= limit * household(
            "household_size", period
        )


class is_not_dibao_household(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "is no Dibao household"

    def formula(household, period):
        return ~household("is_dibao_household", period) & ~household("is_in_gradual_exit", period)


class is_dibao_edge_household(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "qualifies as a Dibao-edge household"

    def formula(household, period):
        return (
            household("has_local_hukou", period)
            & household("has_household_members", period)
            & household("is_not_dibao_household", period)
            & household("meets_edge_income_test", period)
            & household("meets_edge_financial_test", period)
            & household("meets_common_asset_tests", period)
        )


class edge_first_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "first month as edge household"

    def formula(household, period):
        return household("is_dibao_edge_household", period) * (month_number(period.start) + 1)


class edge_last_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "last month as edge household"

    def formula(household, period, parameters):
        last = month_number(period.start) + parameters(period).edge_validity_months
        return household("is_dibao_edge_household", period) * last


class is_clergy_in_hardship(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "religious staff for three years and in hardship"

    def formula(person, period, parameters):
        since = months_before(period.start, parameters(period).clergy_single_person_months)
        apart = person("is_clergy", period) & ~person("lives_with_family", period)
        return apart & person("is_in_hardship", period) & (person("clergy_since", period) < since)


class disability_allows_single_person(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "disability grade allows entering alone"

    def formula(person, period):
        return person("is_severely_disabled", period)


class is_severe_in_edge_household(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "severely disabled or ill in an edge household"

    def formula(person, period):
        severe = person("disability_allows_single_person", period) | person(
            "has_major_illness", period
        )
        in_edge_household = person.household("is_dibao_edge_household", period)
        return person("is_household_member", period) & in_edge_household & severe


class may_enter_alone(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "may apply alone"

    def formula(person, period):
        return person("is_severe_in_edge_household", period) | person(
            "is_clergy_in_hardship", period
        )


class own_income(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "own income when entering alone"

    def formula(person, period):
        return person("member_income", period)


class meets_own_income_test(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "own income below the line"

    def formula(person, period, parameters):
        own = person("own_income", period) / parameters(period).income_base_months
        return own < person.household("dibao_line", period)


class is_not_tekun(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "is not in Tekun support"

    def formula(person, period):
        return ~person("is_tekun", period)


class has_no_family_dibao(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "does not receive Dibao with the family"

    def formula(person, period):
        family_has_none = person.household("is_not_dibao_household", period)
        return ~person("is_household_member", period) | family_has_none


class is_single_person_case(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "qualifies for single-person Dibao"

    def formula(person, period):
        return (
            person.household("has_local_hukou", period)
            & person("has_no_family_dibao", period)
            & person("is_not_tekun", period)
            & person("may_enter_alone", period)
            & person("meets_own_income_test", period)
        )


class single_person_amount(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "monthly Dibao alone (line less own income)"

    def formula(person, period, parameters):
        own = person("own_income", period) / parameters(period).income_base_months
        amount = to_fen(maximum(person.household("dibao_line", period) - own, 0))
        return amount * person("is_single_person_case", period)


class single_person_first_month(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "first month of single-person Dibao"

    def formula(person, period):
        return person("is_single_person_case", period) * (month_number(period.start) + 1)
