"""Who is in orphan support （孤儿保障）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(member, "truth", zh="享受孤儿保障", en="receives orphan support", law="SA 14")
def receives_orphan(is_orphan):
    """已纳入孤儿基本生活保障。"""
    return is_orphan
