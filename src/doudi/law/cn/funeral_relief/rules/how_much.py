"""How much of the basic funeral fees is relieved."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import min, when


@rule(
    member,
    "yuan",
    zh="减免的殡葬服务费",
    en="funeral fees relieved",
    law="FUN",
)
def funeral_relief_amount(funeral_relief_method, funeral_relief_limit, basic_funeral_fees):
    """清单内费用全免，或者在限额以内减免；当地定额发给的，按定额。"""
    return when(
        funeral_relief_method == "waive_all",
        basic_funeral_fees,
        when(
            funeral_relief_method == "up_to_limit",
            min(basic_funeral_fees, funeral_relief_limit),
            funeral_relief_limit,
        ),
    )
