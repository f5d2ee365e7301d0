"""Who gets the one-off living aid on relocation, and how much （易地扶贫搬迁临时生活救助金）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import count, month_of, reached


@rule(household, "truth", zh="已搬迁入住", en="has moved in", law="RL")
def has_relocated(moved_to_town, moved_in_on):
    """已由易地扶贫搬迁迁入城镇、产业园区，入住日期已到。"""
    return moved_to_town & reached(moved_in_on)


@rule(household, "person", zh="已入住的人数", en="persons who have moved in", law="RL")
def persons_moved_in(has_moved_in):
    """随迁入住的人有几人。"""
    return count(has_moved_in)


@rule(
    household,
    "truth",
    zh="符合搬迁临时生活救助条件",
    en="qualifies for the relocation aid",
    law="RL",
)
def is_relocation_grant_household(
    is_registered_poor, has_relocated, persons_moved_in, relocation_grant_paid
):
    """建档立卡贫困户自迁入之日起一次发给，发过的不再发。"""
    return is_registered_poor & has_relocated & (persons_moved_in >= 1) & ~relocation_grant_paid


@rule(household, "yuan", zh="搬迁临时生活救助金", en="relocation aid", law="RL")
def relocation_grant_due(relocation_grant, persons_moved_in):
    """每人标准乘以已入住的人数，一次发给。"""
    return relocation_grant * persons_moved_in


@rule(household, "month", zh="搬迁救助发放月", en="month of the relocation aid", law="RL")
def relocation_month(moved_in_on):
    """自迁入之日所在的月份起。"""
    return month_of(moved_in_on)
