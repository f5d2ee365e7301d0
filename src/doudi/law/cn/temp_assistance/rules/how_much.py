"""How much temporary assistance is given."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import min, presume, rounded, when


@rule(
    household,
    "yuan",
    zh="按低保标准计算的临时救助金",
    en="temporary assistance by the line",
    law="TL",
)
def temp_by_line(
    dibao_line,
    residence_class,
    temp_months,
    temp_difficulty_factor,
    difficulty_level,
    affected_persons,
):
    """低保标准乘以救助月数、受影响人数和困难程度系数。"""
    months = dibao_line[residence_class] * temp_months[difficulty_level]
    return months * affected_persons * temp_difficulty_factor[difficulty_level]


@rule(household, "yuan", zh="临时救助金上限", en="cap of temporary assistance", law="TL")
def temp_cap(
    dibao_line,
    residence_class,
    temp_cap_months,
    temp_special_cap_months,
    is_special_temp_case,
    affected_persons,
):
    """每人不超过低保标准的规定月数；县级“一事一议”认定的特殊情形，按特殊上限，没有记录的推定不是。"""
    special = presume(is_special_temp_case, 0, law="TL")
    months = when(special, temp_special_cap_months, temp_cap_months)
    return dibao_line[residence_class] * months * affected_persons


@rule(household, "yuan", zh="临时救助金", en="amount of temporary assistance", law="SA 47; TL")
def temp_amount(
    temp_method,
    temp_by_line,
    temp_fixed_amount,
    difficulty_level,
    rigid_cost,
    temp_cost_share,
    temp_cap,
    temp_rounding,
):
    """按当地选定的办法计算，不超过上限，取整一次。"""
    amount = when(
        temp_method == "line_months",
        temp_by_line,
        when(
            temp_method == "fixed",
            temp_fixed_amount[difficulty_level],
            rigid_cost * temp_cost_share,
        ),
    )
    return rounded(min(amount, temp_cap), temp_rounding)
