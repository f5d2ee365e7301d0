"""What shuts out a monthly subsidy whatever the person's need: prison, Tekun support, care paid for a work injury."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(member, "truth", zh="没有在服刑", en="is not in prison", law="DSL")
def is_outside_prison(is_imprisoned):
    """服刑期间停发。"""
    return ~is_imprisoned


@rule(
    member,
    "truth",
    zh="没有享受特困供养",
    en="draws no Tekun support",
    law="DSB",
)
def draws_no_tekun_support(receives_tekun):
    """已享受特困供养的，不再享受。"""
    return ~receives_tekun


@rule(
    member,
    "truth",
    zh="没有领取工伤生活护理费",
    en="draws no work-injury care allowance",
    law="DSB",
)
def has_no_injury_care_allowance(draws_injury_care_allowance):
    """领取工伤保险生活护理费的，不享受残疾人两项补贴。"""
    return ~draws_injury_care_allowance
