"""How much living subsidy, and from which month."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import max, month_of, when


@rule(
    member,
    "yuan/month",
    zh="生活补贴每月金额",
    en="monthly living subsidy",
    law="DSB; DSL",
)
def living_subsidy_amount(living_subsidy_rate):
    """按当地标准发给。"""
    return living_subsidy_rate


@rule(
    member,
    "month",
    zh="低保（边缘）身份首月",
    en="first month of Dibao (edge) status",
    law="DSB; DSL",
)
def status_first_month(
    is_dibao_recipient,
    held_status_before,
    status_held_since,
    receives_family_dibao,
    is_single_person_case,
    dibao_first_month,
    single_person_first_month,
    edge_first_month,
):
    """已经是低保（边缘）对象的，按原来的起始月；新认定的，按本次认定的起始月。"""
    newly = when(
        receives_family_dibao,
        dibao_first_month,
        when(is_single_person_case, single_person_first_month, edge_first_month),
    )
    return when(is_dibao_recipient | held_status_before, month_of(status_held_since), newly)


@rule(
    member,
    "month",
    zh="生活补贴起发月",
    en="first month of the living subsidy",
    law="DSB; DSL",
)
def living_subsidy_first_month(application_date, status_first_month, living_subsidy_needs_status):
    """自递交申请的当月起计发；还没有低保（边缘）身份的月份不发。"""
    applied = month_of(application_date)
    return when(living_subsidy_needs_status, max(applied, status_first_month), applied)
