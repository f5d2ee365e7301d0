"""Whose basic funeral fees are relieved （惠民殡葬）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="属于惠民殡葬对象",
    en="belongs to those whose funerals are relieved",
    law="FUN",
)
def is_in_funeral_scope(
    funeral_relief_scope, is_tekun, received_dibao_at_death, is_veteran_beneficiary
):
    """当地惠及全体居民的，都属于；只惠及重点对象的，去世时须是特困、低保或者优抚对象。"""
    of_a_priority_group = is_tekun | received_dibao_at_death | is_veteran_beneficiary
    return (funeral_relief_scope == "all_residents") | of_a_priority_group


@rule(
    member,
    "truth",
    zh="可以减免殡葬服务费",
    en="gets funeral fee relief",
    law="FUN",
)
def gets_funeral_relief(is_deceased, hukou_is_here, was_cremated, is_in_funeral_scope):
    """本地户籍、已经火化的死者，属于当地惠民殡葬对象的，减免基本殡葬服务费。"""
    return is_deceased & hukou_is_here & was_cremated & is_in_funeral_scope
