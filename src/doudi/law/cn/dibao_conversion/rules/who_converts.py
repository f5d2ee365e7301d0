"""Which families go over from rural to urban Dibao, and from when （搬迁后农村低保转城市低保）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import month_of, when


@rule(household, "truth", zh="目前领取农村低保", en="receives rural Dibao at present", law="RL")
def receives_rural_dibao(is_dibao_recipient, current_dibao_kind):
    """正在领取低保，而且是农村低保。"""
    return is_dibao_recipient & (current_dibao_kind == "rural")


@rule(
    household, "truth", zh="户籍符合转城市低保的要求", en="the hukou allows urban Dibao", law="RL"
)
def meets_conversion_hukou(conversion_needs_local_hukou, has_local_hukou):
    """当地要求先迁入户籍的，须已有迁入地户籍。"""
    return has_local_hukou | ~conversion_needs_local_hukou


@rule(household, "truth", zh="由农村低保转为城市低保", en="goes over to urban Dibao", law="RL")
def converts_to_urban_dibao(receives_rural_dibao, has_relocated, meets_conversion_hukou):
    """搬迁落户城镇、产业园区的农村低保对象，转为城市低保，按城市低保标准保障。"""
    return receives_rural_dibao & has_relocated & meets_conversion_hukou


@rule(household, "month", zh="城市低保起始月", en="first month of urban Dibao", law="RL")
def urban_dibao_first_month(conversion_start, decision_month, moved_in_on):
    """从作出决定的次月起；当地规定从入住次月起的，从其规定。"""
    return when(
        conversion_start == "month_after_decision", decision_month + 1, month_of(moved_in_on) + 1
    )
