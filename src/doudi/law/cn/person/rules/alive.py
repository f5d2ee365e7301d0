"""Who is alive in the month judged: what is paid by the month is paid for the month of death, and no longer."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import month_of


@rule(member, "truth", zh="本月在世", en="alive in this month", law="CC 13; MPB")
def is_alive_this_month(is_deceased, died_on, decision_month):
    """按月发给的待遇发到死亡当月，次月起停发。"""
    return ~is_deceased | (month_of(died_on) >= decision_month)
