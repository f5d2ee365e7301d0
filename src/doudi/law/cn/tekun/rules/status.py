"""Who is in Tekun support （特困供养）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(member, "truth", zh="享受特困供养", en="receives Tekun support", law="SA 14")
def receives_tekun(is_tekun):
    """已纳入特困人员救助供养。"""
    return is_tekun
