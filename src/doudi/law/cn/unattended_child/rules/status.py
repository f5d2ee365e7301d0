"""Who is in unattended-child support （事实无人抚养儿童保障）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="享受事实无人抚养儿童保障",
    en="receives unattended-child support",
    law="SA 14",
)
def receives_unattended(is_unattended):
    """已纳入事实无人抚养儿童基本生活保障。"""
    return is_unattended
