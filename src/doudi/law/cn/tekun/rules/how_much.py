"""How much a Tekun person gets a month: the full basic rate and the care rate, never the difference to an income."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import for_one_person, rounded, when


@rule(member, "yuan/month", zh="特困基本生活标准", en="Tekun basic rate", law="SA 15; TSC")
def tekun_basic_rate(
    tekun_basic_method,
    tekun_basic_factor,
    tekun_basic_fixed,
    dibao_line,
    residence_class,
    tekun_rounding,
):
    """按低保标准的倍数或者固定金额，由当地公布；全额发给，不扣减本人收入。"""
    by_line = for_one_person(dibao_line[residence_class] * tekun_basic_factor)
    fixed = tekun_basic_fixed[residence_class]
    return rounded(when(tekun_basic_method == "factor_of_line", by_line, fixed), tekun_rounding)


@rule(member, "yuan/month", zh="特困照料护理标准", en="Tekun care rate", law="SA 15; TSC")
def tekun_care_rate(
    self_care_none,
    self_care_partial,
    tekun_care_method,
    tekun_minimum_wage,
    tekun_care_share_none,
    tekun_care_share_partial,
    tekun_care_none,
    tekun_care_partial,
    tekun_care_full,
    tekun_form,
    tekun_rounding,
):
    """按自理能力分三档，参照最低工资的一定比例或者固定金额；供养方式不同的，按当地规定。"""
    by_wage = tekun_care_method == "share_of_wage"
    none = when(by_wage, tekun_minimum_wage * tekun_care_share_none, tekun_care_none[tekun_form])
    partial = when(
        by_wage, tekun_minimum_wage * tekun_care_share_partial, tekun_care_partial[tekun_form]
    )
    rate = when(self_care_none, none, when(self_care_partial, partial, tekun_care_full[tekun_form]))
    return rounded(rate, tekun_rounding)


@rule(member, "yuan/month", zh="特困供养金", en="monthly Tekun support", law="SA 15; TSC")
def tekun_amount(tekun_basic_rate, tekun_care_rate):
    """基本生活标准与照料护理标准之和。"""
    return tekun_basic_rate + tekun_care_rate


@rule(member, "month", zh="特困供养起发月", en="first month of Tekun support", law="TK; TKO")
def tekun_first_month(decision_month):
    """从确认的次月起发给。"""
    return decision_month + 1
