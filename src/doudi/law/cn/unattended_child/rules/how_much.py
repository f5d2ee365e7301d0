"""How much an unattended child gets, and since when: the difference to other support of the same kind."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import for_one_person, max, rounded, when


@rule(
    member,
    "yuan/month",
    zh="儿童随家庭享受的低保金",
    en="the child's part of the family's Dibao",
    law="UNA",
)
def dibao_of_child(
    receives_family_dibao,
    is_dibao_household,
    dibao_amount,
    gradual_exit_amount,
    household_size,
    unattended_offset,
    dibao_line,
    residence_class,
):
    """家庭低保金（渐退期内为渐退期金额）按人平均，或者按低保标准，由当地规定。"""
    award = when(is_dibao_household, dibao_amount, gradual_exit_amount)
    share = for_one_person(award / household_size)
    line = for_one_person(dibao_line[residence_class])
    return when(receives_family_dibao, when(unattended_offset == "equal_share", share, line), 0)


@rule(
    member,
    "yuan/month",
    zh="从补差中扣除的救助金",
    en="support set off against the child's rate",
    law="UNA",
)
def support_set_off(
    dibao_of_child,
    is_single_person_case,
    single_person_amount,
    receives_tekun,
    tekun_amount,
    gets_living_subsidy,
    living_subsidy_amount,
):
    """儿童已有的低保金（随家庭或者单人户）、特困供养金和困难残疾人生活补贴。"""
    alone = when(is_single_person_case, single_person_amount, 0)
    disabled = when(gets_living_subsidy, living_subsidy_amount, 0)
    return dibao_of_child + alone + when(receives_tekun, tekun_amount, 0) + disabled


@rule(
    member,
    "yuan/month",
    zh="事实无人抚养儿童每月补贴",
    en="monthly support of an unattended child",
    law="UNA",
)
def unattended_amount(orphan_rate, support_set_off, dibao_rounding):
    """按社会散居孤儿标准；已有低保金、特困供养金或者困难残疾人生活补贴的，补足差额。"""
    return max(rounded(orphan_rate["orphan_scattered"] - support_set_off, dibao_rounding), 0)


@rule(
    member,
    "month",
    zh="事实无人抚养儿童保障起发月",
    en="first month of unattended-child support",
    law="UNA",
)
def unattended_first_month(decision_month):
    """从确认的次月起发给。"""
    return decision_month + 1
