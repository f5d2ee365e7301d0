"""Who is a member of the household."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import maximum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Person
from benchmarks.openfisca_dibao.inputs import Relation, Schooling
from benchmarks.openfisca_dibao.parameters import months_before, written_date


class age(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "age in completed years"

    def formula(person, period):
        return (written_date(period.start) - person("birth_date", period)) // 10_000


class is_minor(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "a minor"

    def formula(person, period, parameters):
        return person("age", period) < parameters(period).majority_age


class is_dependent_adult_child(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "an adult child who cannot live independently"

    def formula(person, period):
        studies = person("schooling", period) == Schooling.up_to_bachelor
        child = person("relation", period) == Relation.child
        return child & (studies | ~person("can_live_independently", period))


class belongs_to_family(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "belongs to those who are counted"

    def formula(person, period):
        relation = person("relation", period)
        child = relation == Relation.child
        bound_by_duty = child | (relation == Relation.parent) | person("has_duty_relation", period)
        return (
            (relation == Relation.head)
            | (relation == Relation.spouse)
            | (child & person("is_minor", period))
            | person("is_dependent_adult_child", period)
            | (bound_by_duty & person("lives_with_family", period))
        )


class is_long_apart_as_clergy(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "religious staff living apart three years or more"

    def formula(person, period, parameters):
        since = months_before(period.start, parameters(period).clergy_apart_months)
        apart = person("is_clergy", period) & ~person("lives_with_family", period)
        return apart & (person("clergy_since", period) < since)


class is_excluded_from_household(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "not counted as a member"

    def formula(person, period, parameters):
        p = parameters(period)
        excluded = (
            person("is_imprisoned", period)
            | person("is_in_compulsory_isolation", period)
            | person("is_declared_missing", period)
            | person("is_long_apart_as_clergy", period)
            | person("is_tekun", period)
        )
        if not p.conscripts_count:
            excluded |= person("is_conscript", period)
        if not p.orphans_count:
            excluded |= person("is_orphan", period)
        return excluded


class is_household_member(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "a household member"

    def formula(person, period):
        return person("belongs_to_family", period) & ~person("is_excluded_from_household", period)


class household_members(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "number of household members"

    def formula(household, period):
        return household.sum(household.members("is_household_member", period))


class household_size(Variable):
    value_type = int
    entity = Household
    definition_period = DateUnit.MONTH
    label = "household size"

    def formula(household, period):
        return maximum(household("household_members", period), 1)


class has_household_members(Variable):
    value_type = bool
    entity = Household
    definition_period = DateUnit.MONTH
    label = "the household has a counted member"

    def formula(household, period):
        return household("household_members", period) >= 1
