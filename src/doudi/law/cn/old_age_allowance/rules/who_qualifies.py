"""Who gets the old-age allowance （高龄津贴）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import is_one_of, when


@rule(
    member,
    "truth",
    zh="达到高龄津贴年龄",
    en="old enough for the old-age allowance",
    law="ELD 33; OAL",
)
def is_old_enough(age, old_age_age):
    """年满八十周岁（当地另有规定的从其规定），生日当天即满。"""
    return age >= old_age_age


@rule(
    member,
    "truth",
    zh="不属于不发高龄津贴的退休人员",
    en="is no retiree who is left out",
    law="OAL",
)
def is_no_excluded_retiree(retired_from, old_age_excluded_retirees):
    """当地规定不发给机关、事业单位或者企业退休人员的，从其规定；看本人是不是退休人员，遗属不算。"""
    of_the_state = is_one_of(retired_from, "state_body", "institution")
    of_an_enterprise = retired_from == "enterprise"
    is_excluded = when(
        old_age_excluded_retirees == "all",
        of_the_state | of_an_enterprise,
        (old_age_excluded_retirees == "state") & of_the_state,
    )
    return ~is_excluded


@rule(
    member,
    "truth",
    zh="属于高龄津贴发放范围",
    en="within the reach of the old-age allowance",
    law="ELD 33; OAL",
)
def is_in_old_age_scope(
    old_age_low_income_only,
    receives_dibao,
    receives_tekun,
    is_household_member,
    is_dibao_edge_household,
):
    """当地只发给低收入老年人的，须是低保、特困或者低保边缘对象。"""
    of_edge_household = is_household_member & is_dibao_edge_household
    return ~old_age_low_income_only | receives_dibao | receives_tekun | of_edge_household


@rule(
    member,
    "truth",
    zh="特困人员可以领高龄津贴",
    en="Tekun support does not shut out the old-age allowance",
    law="OAL",
)
def tekun_allows_old_age_allowance(receives_tekun, old_age_for_tekun):
    """享受特困供养的，按当地规定。"""
    return ~receives_tekun | old_age_for_tekun


@rule(
    member,
    "truth",
    zh="符合高龄津贴条件",
    en="meets the conditions of the old-age allowance",
    law="ELD 33; OAL",
)
def meets_old_age_conditions(
    hukou_is_here,
    is_alive_this_month,
    is_old_enough,
    is_no_excluded_retiree,
    is_in_old_age_scope,
    tekun_allows_old_age_allowance,
):
    """本地户籍、健在、达到年龄，且属于当地发放范围的老年人。"""
    return (
        hukou_is_here
        & is_alive_this_month
        & is_old_enough
        & is_no_excluded_retiree
        & is_in_old_age_scope
        & tekun_allows_old_age_allowance
    )


@rule(
    member,
    "truth",
    zh="没有改领残疾人补贴",
    en="did not choose a disability subsidy in its place",
    law="OAL; DSB",
)
def keeps_old_age_allowance(
    old_age_combination,
    meets_living_subsidy_conditions,
    meets_care_subsidy_conditions,
    elects_old_age_allowance,
):
    """当地规定与生活补贴或者护理补贴只领一项，而本人两项都符合的，由本人选择。"""
    must_choose = when(
        old_age_combination == "choose_living",
        meets_living_subsidy_conditions,
        (old_age_combination == "choose_care") & meets_care_subsidy_conditions,
    )
    return ~must_choose | elects_old_age_allowance


@rule(
    member,
    "truth",
    zh="可以领取高龄津贴",
    en="gets the old-age allowance",
    law="ELD 33; OAL",
)
def gets_old_age_allowance(meets_old_age_conditions, keeps_old_age_allowance):
    """符合高龄津贴条件，且没有改领同类的残疾人补贴。"""
    return meets_old_age_conditions & keeps_old_age_allowance
