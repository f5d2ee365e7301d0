"""Who is settled for good because nobody could find out who they are （长期滞留人员落户安置）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, passed, presume


@rule(member, "truth", zh="身份不明", en="identity is unknown", law="HOS")
def is_unidentified(identity_is_unknown):
    """在救助管理站受助而查不清身份；没有记录的，推定身份清楚。"""
    return presume(identity_is_unknown, 0, law="HOS")


@rule(
    member,
    "truth",
    zh="查询期已满",
    en="the time for finding out is over",
    law="HOS",
)
def identity_search_is_over(entered_station_on, homeless_settlement_months):
    """自入站起满三个月，届满的次日起算满。"""
    return passed(add_months(entered_station_on, homeless_settlement_months))


@rule(
    member,
    "truth",
    zh="应当落户安置",
    en="is to be settled and given a hukou",
    law="HOS",
)
def is_due_for_settlement(is_alive_this_month, is_unidentified, identity_search_is_over):
    """滞留三个月仍无法查明身份的受助人员，由救助管理机构申请落户安置。"""
    return is_alive_this_month & is_unidentified & identity_search_is_over
