"""How much an orphan gets, and since when."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(member, "yuan/month", zh="孤儿基本生活费", en="monthly orphan support", law="ORP; HIV")
def orphan_amount(orphan_rate, orphan_form):
    """机构集中养育和社会散居各按当地标准。"""
    return orphan_rate[orphan_form]


@rule(member, "month", zh="孤儿保障起发月", en="first month of orphan support", law="ORP")
def orphan_first_month(decision_month):
    """从确认的次月起发给。"""
    return decision_month + 1
