"""Who is alive in the month judged: what is paid by the month is paid for the month of death, and no longer."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import month_of, presume


@rule(member, "truth", zh="在世", en="alive", law="CC 13")
def is_alive(is_deceased):
    """没有死亡记录的，推定在世。"""
    return ~presume(is_deceased, 0, law="CC 13")


@rule(member, "truth", zh="本月在世", en="alive in this month", law="CC 13; MPB")
def is_alive_this_month(is_alive, died_on, decision_month):
    """按月发给的待遇发到死亡当月，次月起停发。"""
    return is_alive | (month_of(died_on) >= decision_month)
