"""How much medical assistance a settlement gives."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import for_one_person, max, min, rounded, when


@rule(member, "yuan", zh="医疗救助起付标准", en="deductible of medical assistance", law="MA; ML")
def medical_deductible(
    has_no_medical_deductible,
    is_medical_edge,
    is_illness_impoverished,
    disposable_income_previous_year,
    residence_class,
    medical_edge_deductible,
    medical_illness_deductible,
):
    """低保边缘约为上年度人均可支配收入的一成，因病致贫约二成半，由当地定；按最优的身份。"""
    income = for_one_person(disposable_income_previous_year[residence_class])
    edge = income * medical_edge_deductible
    illness = when(is_illness_impoverished, income * medical_illness_deductible, 0)
    return when(has_no_medical_deductible, 0, when(is_medical_edge, edge, illness))


@rule(
    member,
    "yuan",
    zh="超过起付标准的费用",
    en="cost above the deductible",
    law="MA; ML",
)
def medical_cost_above_deductible(
    eligible_medical_cost, medical_deductible, medical_deductible_used
):
    """本次费用减去本年度还没有用掉的起付标准。"""
    left = max(medical_deductible - medical_deductible_used, 0)
    return max(eligible_medical_cost - left, 0)


@rule(
    member,
    "truth",
    zh="本次费用超过起付标准",
    en="the cost is above the deductible",
    law="MA; ML",
)
def exceeds_medical_deductible(medical_cost_above_deductible):
    """起付标准以下的费用不予救助。"""
    return medical_cost_above_deductible > 0


@rule(
    member,
    "yuan",
    zh="封顶以前的医疗救助金",
    en="medical assistance before the cap",
    law="MA; ML",
)
def medical_aid_before_cap(
    medical_cost_above_deductible,
    is_medical_tekun,
    medical_rate_tekun,
    is_medical_registered_poor,
    medical_rate_registered_poor,
    is_medical_dibao,
    medical_rate_dibao,
    is_medical_edge,
    medical_rate_edge,
    medical_rate_illness,
):
    """超过起付标准的部分，按最优身份的比例救助，不重复享受。"""
    cost = medical_cost_above_deductible
    lower = when(is_medical_edge, cost * medical_rate_edge, cost * medical_rate_illness)
    dibao = when(is_medical_dibao, cost * medical_rate_dibao, lower)
    poor = when(is_medical_registered_poor, cost * medical_rate_registered_poor, dibao)
    return when(is_medical_tekun, cost * medical_rate_tekun, poor)


@rule(
    member,
    "yuan",
    zh="本年度还剩的救助上限",
    en="what is left of the yearly cap",
    law="MA; ML",
)
def medical_cap_left(medical_cap, medical_aid_paid):
    """年度上限减去本年度已经得到的医疗救助金。"""
    return max(medical_cap - medical_aid_paid, 0)


@rule(
    member,
    "truth",
    zh="没有达到年度上限",
    en="the yearly cap is not reached",
    law="MA; ML",
)
def has_medical_cap_left(medical_cap_left):
    """达到年度上限以后，本年度不再救助。"""
    return medical_cap_left > 0


@rule(
    member,
    "yuan",
    zh="医疗救助金（估算）",
    en="medical assistance (estimate)",
    law="SA 29; MA; ML",
)
def medical_aid_amount(medical_aid_before_cap, medical_cap_left, medical_rounding):
    """按比例计算，不超过本年度还剩的上限；由医疗保障部门结算。"""
    return rounded(min(medical_aid_before_cap, medical_cap_left), medical_rounding)
