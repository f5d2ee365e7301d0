"""Facts: one input variable each, all as known on the month of the decision."""

from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao.entities import Household, Person, Supporter
from doudi.law.cn.facts import EXEMPTIONS, RELATIONS, SUPPORT_KINDS

Relation = Enum("Relation", {name: name for name in RELATIONS})
SupportKind = Enum("SupportKind", {name: name for name in SUPPORT_KINDS})
Exemption = Enum("Exemption", {name: name for name in EXEMPTIONS})
ResidenceClass = Enum("ResidenceClass", {name: name for name in ("urban", "rural")})
Schooling = Enum("Schooling", {name: name for name in ("none", "up_to_bachelor", "postgraduate")})
DisabilityType = Enum(
    "DisabilityType",
    {
        n: n
        for n in (
            "none",
            "visual",
            "hearing",
            "speech",
            "physical",
            "intellectual",
            "mental",
            "multiple",
        )
    },
)
DisabilityGrade = Enum(
    "DisabilityGrade", {n: n for n in ("none", "grade_1", "grade_2", "grade_3", "grade_4")}
)

_YES_NO, _AMOUNT, _NUMBER = {"value_type": bool}, {"value_type": float}, {"value_type": int}


def _category(options: type[Enum]) -> dict[str, object]:
    return {"value_type": Enum, "possible_values": options, "default_value": next(iter(options))}


_INPUTS: dict[object, dict[str, dict[str, object]]] = {
    Household: {
        "residence_class": _category(ResidenceClass),
        **dict.fromkeys(("homes", "disposed_on", "gradual_exit_began_on"), _NUMBER),
        **dict.fromkeys(("home_floor_area", "current_dibao_amount"), _AMOUNT),
        **dict.fromkeys(
            (
                "has_local_hukou", "disposed_assets", "is_dibao_recipient", "drew_by_fraud", "income_is_unstable",
                "gradual_exit_began",
            ),
            _YES_NO,
        ),
    },
    Person: {
        "relation": _category(Relation),
        "schooling": _category(Schooling),
        "disability_type": _category(DisabilityType),
        "disability_grade": _category(DisabilityGrade),
        **dict.fromkeys(
            ("birth_date", "clergy_since", "months_worked", "work_refusals", "motor_vehicles", "exempt_motor_vehicles"),
            _NUMBER,
        ),
        **dict.fromkeys(
            (
                "lives_with_family", "has_duty_relation", "can_live_independently", "is_imprisoned", "is_in_compulsory_isolation",
                "is_declared_missing", "is_conscript", "is_clergy", "is_tekun", "is_orphan", "has_major_illness",
                "is_able_to_work", "is_unemployed", "is_in_hardship", "has_active_business",
            ),
            _YES_NO,
        ),
        **dict.fromkeys(
            (
                "income_wage", "wage_deductions", "income_business", "business_cost", "income_property", "property_cost",
                "income_pension_other", "income_transfer", "transfer_deductions", "deposits", "exempt_deposits",
                "other_financial_assets",
            ),
            _AMOUNT,
        ),
    },
    Supporter: {
        "supporter_household": _NUMBER,
        "supporter_kind": _category(SupportKind),
        "payer_exemption": _category(Exemption),
        "payer_household_size": _NUMBER,
        **dict.fromkeys(("payer_income", "court_amount", "agreed_amount", "paid_amount"), _AMOUNT),
        **dict.fromkeys(
            (
                "supported_person_is_minor", "supported_person_is_dependent", "nearer_supporter_is_unable", "was_raised_by_supported",
                "has_court_order", "has_support_agreement",
            ),
            _YES_NO,
        ),
    },
}  # fmt: skip

INPUTS = [
    type(
        name,
        (Variable,),
        {"entity": entity, "definition_period": DateUnit.MONTH, "label": name, **kind},
    )
    for entity, kinds in _INPUTS.items()
    for name, kind in kinds.items()
]
