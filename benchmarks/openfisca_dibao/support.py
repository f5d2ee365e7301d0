"""Support that relatives outside the household owe (formula B)."""
# ruff: noqa: N801, N805 - OpenFisca names variables like this, and hands formulas the population first

from numpy import bincount, maximum, where
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Supporter
from benchmarks.openfisca_dibao.inputs import Exemption, SupportKind


class has_support_duty(Variable):
    value_type = bool
    entity = Supporter
    definition_period = DateUnit.MONTH
    label = "has a legal duty"

    def formula(supporter, period):
        kind = supporter("supporter_kind", period)
        dependent = supporter("supported_person_is_dependent", period)
        minor = supporter("supported_person_is_minor", period)
        by_youth = ((kind == SupportKind.grandparent) | (kind == SupportKind.elder_sibling)) & minor
        raised = (kind == SupportKind.younger_sibling) & supporter(
            "was_raised_by_supported", period
        )
        return (
            (kind == SupportKind.child)
            | (kind == SupportKind.spouse)
            | ((kind == SupportKind.parent) & dependent)
            | (
                ((kind == SupportKind.grandchild) | by_youth)
                & supporter("nearer_supporter_is_unable", period)
            )
            | (raised & dependent)
        )


class must_pay_support(Variable):
    value_type = bool
    entity = Supporter
    definition_period = DateUnit.MONTH
    label = "must pay support"

    def formula(supporter, period):
        return supporter("has_support_duty", period) & (
            supporter("payer_exemption", period) == Exemption.none
        )


class support_by_b(Variable):
    value_type = float
    entity = Supporter
    definition_period = DateUnit.MONTH
    label = "support by formula B"

    def formula(supporter, period, parameters):
        p = parameters(period)
        line = supporter.simulation.calculate("dibao_line", period)[
            supporter("supporter_household", period)
        ]
        low_income_line = line * p.support_b_line_factor * supporter("payer_household_size", period)
        return maximum(supporter("payer_income", period) - low_income_line, 0) * p.support_b_rate


class support_by_formula(Variable):
    value_type = float
    entity = Supporter
    definition_period = DateUnit.MONTH
    label = "support by the place's formula"

    def formula(supporter, period):
        return supporter("support_by_b", period)


class support_due(Variable):
    value_type = float
    entity = Supporter
    definition_period = DateUnit.MONTH
    label = "support counted"

    def formula(supporter, period):
        by_right = where(
            supporter("has_court_order", period),
            supporter("court_amount", period),
            where(
                supporter("has_support_agreement", period),
                supporter("agreed_amount", period),
                supporter("support_by_formula", period),
            ),
        )
        return maximum(
            by_right * supporter("must_pay_support", period), supporter("paid_amount", period)
        )


class support_income(Variable):
    value_type = float
    entity = Household
    definition_period = DateUnit.MONTH
    label = "support income"

    def formula(household, period):
        calculate = household.simulation.calculate
        return bincount(
            calculate("supporter_household", period),
            calculate("support_due", period),
            minlength=household.count,
        )
