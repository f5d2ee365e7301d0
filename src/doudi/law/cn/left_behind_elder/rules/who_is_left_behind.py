"""Who is a left-behind elder （留守老人）: a register, no money."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, passed


@rule(
    member,
    "truth",
    zh="达到留守老人年龄",
    en="old enough to be a left-behind elder",
    law="LBE",
)
def is_elder(age, left_behind_elder_age):
    """年满六十周岁，生日当天即满。"""
    return age >= left_behind_elder_age


@rule(
    member,
    "truth",
    zh="子女全部长期外出",
    en="all children have long been away",
    law="LBE",
)
def children_have_long_left(
    has_living_children, children_are_all_away, last_child_left_on, left_behind_elder_months
):
    """有子女，子女全部外出满六个月；自最后一个子女外出起算，届满的次日起算满。"""
    is_over = passed(add_months(last_child_left_on, left_behind_elder_months))
    return has_living_children & children_are_all_away & is_over


@rule(
    member,
    "truth",
    zh="登记为留守老人",
    en="is registered as a left-behind elder",
    law="LBE",
)
def is_left_behind_elder(is_alive_this_month, is_elder, children_have_long_left):
    """年满六十周岁，子女全部长期外出的老年人。"""
    return is_alive_this_month & is_elder & children_have_long_left
