"""Dibao: who qualifies, how much, since when."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import floor, maximum, where
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Person
from benchmarks.openfisca_dibao.inputs import DisabilityGrade, DisabilityType, ResidenceClass
from benchmarks.openfisca_dibao.parameters import month_number


def to_fen(amount):
    """Rounded half up to the fen (amounts here are never negative)."""
    return floor(amount * 100 + 0.5) / 100


class dibao_line(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "Dibao line of the household's class"

    def formula(household, period, parameters):
        line = parameters(period).dibao_line
        return where(
            household("residence_class", period) == ResidenceClass.rural, line.rural, line.urban
        )


class meets_dibao_income_test(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "income per head below the Dibao line"

    def formula(household, period):
        return household("income_per_head", period) < household("dibao_line", period)


class is_dibao_household(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "qualifies for Dibao"

    def formula(household, period):
        return (
            household("has_local_hukou", period)
            & household("has_household_members", period)
            & household("meets_dibao_income_test", period)
            & household("meets_asset_test", period)
        )


class gap_by_household(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "top-up to the line, rounded for the household"

    def formula(household, period, parameters):
        line = household("dibao_line", period) * household("household_size", period)
        months = parameters(period).income_base_months
        return to_fen(maximum(line - household("household_income", period) / months, 0))


class difference_amount(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "top-up to the line"

    def formula(household, period):
        return maximum(household("gap_by_household", period), 0)


class basic_amount(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "basic Dibao, at least the smallest award"

    def formula(household, period, parameters):
        return maximum(
            household("difference_amount", period), parameters(period).dibao_minimum_award
        )


class is_severely_disabled(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "severely disabled"

    def formula(person, period):
        kind, grade = person("disability_type", period), person("disability_grade", period)
        of_the_mind = (kind == DisabilityType.intellectual) | (kind == DisabilityType.mental)
        return (
            (grade == DisabilityGrade.grade_1)
            | (grade == DisabilityGrade.grade_2)
            | (of_the_mind & (grade == DisabilityGrade.grade_3))
        )


class member_topup(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "person's category top-up (the highest)"

    def formula(person, period, parameters):
        p = parameters(period)
        rate = maximum(
            maximum(
                (person("age", period) >= p.topup_age)
                * person.filled_array(p.topup_rate_elderly, "float32"),
                person("is_minor", period) * person.filled_array(p.topup_rate_minor, "float32"),
            ),
            maximum(
                person("is_severely_disabled", period)
                * person.filled_array(p.topup_rate_severe_disability, "float32"),
                person("has_major_illness", period)
                * person.filled_array(p.topup_rate_major_illness, "float32"),
            ),
        )
        return person.household("dibao_line", period) * rate


class category_topup(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "category top-ups"

    def formula(household, period):
        members = household.members
        return to_fen(
            household.sum(members("member_topup", period) * members("is_household_member", period))
        )


class loses_share_for_refusing_work(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "loses the own share for refusing work"

    def formula(person, period, parameters):
        refused = person("work_refusals", period) >= parameters(period).work_refusal_limit
        return refused & person("is_able_to_work", period) & person("is_unemployed", period)


class members_without_share(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "members who lose their share"

    def formula(household, period):
        members = household.members
        loses = members("loses_share_for_refusing_work", period)
        return household.sum(loses & members("is_household_member", period))


class dibao_amount(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "monthly Dibao"

    def formula(household, period):
        size = household("household_size", period)
        together = household("basic_amount", period) + household("category_topup", period)
        sharing = maximum(size - household("members_without_share", period), 0)
        amount = to_fen(together * sharing.astype("float32") / size.astype("float32"))
        return amount * household("is_dibao_household", period)


class dibao_first_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "first month of Dibao"

    def formula(household, period):
        return household("is_dibao_household", period) * (month_number(period.start) + 1)


class is_reviewed_often(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "reviewed every half year"

    def formula(household, period):
        members = household.members
        able = household.any(
            members("is_able_to_work", period) & members("is_household_member", period)
        )
        return household("income_is_unstable", period) & able


class dibao_review_month(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "month of next review"

    def formula(household, period, parameters):
        p = parameters(period)
        first = month_number(period.start) + 1
        often, seldom = first + p.review_months_unstable, first + p.review_months
        return where(household("is_reviewed_often", period), often, seldom) * household(
            "is_dibao_household", period
        )
