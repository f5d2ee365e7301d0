"""Who gets the care subsidy for severely disabled persons （重度残疾人护理补贴）: no test of means."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import is_one_of


@rule(
    member,
    "truth",
    zh="残疾等级符合护理补贴规定",
    en="grade of disability carries the care subsidy",
    law="DSB; DSL",
)
def disability_allows_care_subsidy(disability_type, disability_grade, care_subsidy_extension):
    """残疾等级为一级、二级；当地扩大到三级或者四级智力、精神残疾的，从其规定。"""
    of_the_mind = is_one_of(disability_type, "intellectual", "mental")
    with_grade_3 = is_one_of(care_subsidy_extension, "grade_3_mind", "grade_3_4_mind")
    with_grade_4 = care_subsidy_extension == "grade_3_4_mind"
    is_extended = of_the_mind & (
        ((disability_grade == "grade_3") & with_grade_3)
        | ((disability_grade == "grade_4") & with_grade_4)
    )
    return is_one_of(disability_grade, "grade_1", "grade_2") | is_extended


@rule(
    member,
    "truth",
    zh="护理补贴高于其他护理津贴",
    en="the care subsidy is more than another care allowance",
    law="DSB",
)
def care_subsidy_is_the_higher(other_care_allowance, care_subsidy_amount):
    """符合离休、养老等其他护理津贴条件的，两者择高：护理补贴高的领护理补贴，否则仍领原来的。"""
    return (other_care_allowance == 0) | (care_subsidy_amount > other_care_allowance)


@rule(
    member,
    "truth",
    zh="符合护理补贴条件",
    en="meets the conditions of the care subsidy",
    law="DSB",
)
def meets_care_subsidy_conditions(
    hukou_is_here,
    is_alive_this_month,
    holds_valid_certificate,
    disability_allows_care_subsidy,
    needs_long_term_care,
    is_outside_prison,
    draws_no_tekun_support,
    has_no_injury_care_allowance,
    care_subsidy_is_the_higher,
):
    """残疾等级为一级、二级且需要长期照护的重度残疾人，不论家庭收入；特困供养、工伤护理、服刑除外，同类津贴择高。"""
    return (
        hukou_is_here
        & is_alive_this_month
        & holds_valid_certificate
        & disability_allows_care_subsidy
        & needs_long_term_care
        & is_outside_prison
        & draws_no_tekun_support
        & has_no_injury_care_allowance
        & care_subsidy_is_the_higher
    )


@rule(
    member,
    "truth",
    zh="没有改领高龄津贴（护理类）",
    en="did not choose the old-age allowance in place of the care subsidy",
    law="DSB; DSL",
)
def keeps_care_subsidy(old_age_combination, meets_old_age_conditions, elects_old_age_allowance):
    """当地规定高龄津贴与护理补贴只领一项的，由本人选择。"""
    must_choose = (old_age_combination == "choose_care") & meets_old_age_conditions
    return ~(must_choose & elects_old_age_allowance)


@rule(
    member,
    "truth",
    zh="可以领取护理补贴",
    en="gets the care subsidy",
    law="DSB",
)
def gets_care_subsidy(meets_care_subsidy_conditions, keeps_care_subsidy):
    """符合护理补贴条件，且没有改领同类的高龄津贴。"""
    return meets_care_subsidy_conditions & keeps_care_subsidy
