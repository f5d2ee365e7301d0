"""Who gets the living subsidy for disabled persons in difficulty （困难残疾人生活补贴）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import is_one_of


@rule(
    member,
    "truth",
    zh="属于生活补贴的困难家庭",
    en="of a household that counts for the living subsidy",
    law="DSB; DSL",
)
def is_in_living_subsidy_scope(
    receives_dibao, is_household_member, is_dibao_edge_household, living_subsidy_scope
):
    """低保家庭（含单人户）中的残疾人；当地扩大到低保边缘家庭的，从其规定。"""
    of_edge_household = is_household_member & is_dibao_edge_household
    return receives_dibao | (of_edge_household & (living_subsidy_scope == "dibao_and_edge"))


@rule(
    member,
    "truth",
    zh="残疾等级符合生活补贴规定",
    en="grade of disability carries the living subsidy",
    law="DSB; DSL",
)
def disability_allows_living_subsidy(disability_grade, living_subsidy_grades):
    """不分等级；当地限定一、二级的，从其规定。"""
    return (living_subsidy_grades == "any") | is_one_of(disability_grade, "grade_1", "grade_2")


@rule(
    member,
    "truth",
    zh="没有享受孤儿基本生活费",
    en="draws no orphan support",
    law="DSB",
)
def draws_no_orphan_support(receives_orphan):
    """享受孤儿基本生活保障的残疾儿童，不享受生活补贴，可以享受护理补贴。"""
    return ~receives_orphan


@rule(
    member,
    "truth",
    zh="没有全额领取事实无人抚养儿童补贴",
    en="draws no full unattended-child support",
    law="DSL",
)
def draws_no_full_unattended_support(receives_unattended, receives_dibao):
    """全额领取事实无人抚养儿童补贴的，不享受生活补贴；享受低保、按差额领取的，可以享受。"""
    return ~receives_unattended | receives_dibao


@rule(
    member,
    "truth",
    zh="生活补贴高于其他福利性生活津贴",
    en="the living subsidy is more than another living allowance",
    law="DSB",
)
def living_subsidy_is_the_higher(other_living_allowance, living_subsidy_amount):
    """符合离休、因公致残等其他福利性生活津贴条件的，两者择高：生活补贴高的领生活补贴，否则仍领原来的。"""
    return (other_living_allowance == 0) | (living_subsidy_amount > other_living_allowance)


@rule(
    member,
    "truth",
    zh="符合生活补贴条件",
    en="meets the conditions of the living subsidy",
    law="DSB",
)
def meets_living_subsidy_conditions(
    hukou_is_here,
    is_alive_this_month,
    holds_valid_certificate,
    is_in_living_subsidy_scope,
    disability_allows_living_subsidy,
    is_outside_prison,
    draws_no_tekun_support,
    draws_no_orphan_support,
    draws_no_full_unattended_support,
    has_no_injury_care_allowance,
    living_subsidy_is_the_higher,
):
    """低保家庭中持有残疾人证的残疾人；特困供养、孤儿、全额事实无人抚养、工伤护理、服刑除外，同类津贴择高。"""
    return (
        hukou_is_here
        & is_alive_this_month
        & holds_valid_certificate
        & is_in_living_subsidy_scope
        & disability_allows_living_subsidy
        & is_outside_prison
        & draws_no_tekun_support
        & draws_no_orphan_support
        & draws_no_full_unattended_support
        & has_no_injury_care_allowance
        & living_subsidy_is_the_higher
    )


@rule(
    member,
    "truth",
    zh="没有改领高龄津贴（生活类）",
    en="did not choose the old-age allowance in place of the living subsidy",
    law="DSB; DSL",
)
def keeps_living_subsidy(old_age_combination, meets_old_age_conditions, elects_old_age_allowance):
    """当地规定高龄津贴与生活补贴只领一项的，由本人选择。"""
    must_choose = (old_age_combination == "choose_living") & meets_old_age_conditions
    return ~(must_choose & elects_old_age_allowance)


@rule(
    member,
    "truth",
    zh="可以领取生活补贴",
    en="gets the living subsidy",
    law="DSB",
)
def gets_living_subsidy(meets_living_subsidy_conditions, keeps_living_subsidy):
    """符合生活补贴条件，且没有改领同类的高龄津贴。"""
    return meets_living_subsidy_conditions & keeps_living_subsidy
