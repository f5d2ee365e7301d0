"""Who decides on temporary assistance, and what the officer has to look at."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import compare


@rule(
    household,
    "truth",
    zh="本次金额在乡镇权限以内",
    en="this amount is within the township's power",
    law="TL; TB",
)
def is_within_township_limit(temp_amount, temp_township_limit):
    """县级委托乡镇（街道）决定的限额以内，按当地措辞含不含本数。"""
    return compare(temp_amount, temp_township_limit, by=temp_township_limit)


@rule(
    household,
    "truth",
    zh="同一事由合计在乡镇权限以内",
    en="with earlier aid for the cause within the township's power",
    law="TL; TB",
)
def is_together_within_township_limit(temp_amount, same_cause_granted, temp_township_limit):
    """本次金额加上本年度同一事由已给的金额，不超过乡镇权限。"""
    return compare(temp_amount + same_cause_granted, temp_township_limit, by=temp_township_limit)


@rule(
    household,
    "truth",
    zh="超过乡镇权限，由县级决定",
    en="above the township's power: the county decides",
    law="TL; TB",
)
def needs_county_decision(qualifies_for_temp_assistance, is_together_within_township_limit):
    """超过委托权限的，由县级民政部门决定；同一事由分几次给的，合计计算。"""
    return qualifies_for_temp_assistance & ~is_together_within_township_limit


@rule(
    household,
    "truth",
    zh="单笔没有超过、同一事由合计超过乡镇权限，核对是否拆分",
    en="each part within the township's power, together above it: check for splitting",
    law="TL; TB",
)
def looks_split(has_temp_claim, is_within_township_limit, is_together_within_township_limit):
    """不得把同一事由的救助拆成几笔，避开县级审核。"""
    return has_temp_claim & is_within_township_limit & ~is_together_within_township_limit


@rule(
    household,
    "truth",
    zh="先行救助，急难解除后补齐手续",
    en="aid first, papers after the emergency",
    law="SA 48; TB",
)
def gets_advance_relief(qualifies_for_temp_assistance, temp_type):
    """情况紧急的，可以先行救助，事后登记对象、事由、金额并补齐手续。"""
    return qualifies_for_temp_assistance & (temp_type == "emergency")


@rule(household, "date", zh="急难解除日", en="day the emergency ended", law="TB; TL")
def emergency_end(emergency_ended_on):
    """补齐手续的期限从急难情形解除的次日起算。"""
    return emergency_ended_on
