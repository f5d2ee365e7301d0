"""How much of self-care is lost （自理能力）: six indicators; an unknown one leaves both counts open."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import when


@rule(
    member,
    "number",
    zh="不能达到的自理指标数",
    en="indicators of self-care not reached",
    law="TKO; TK 24?",
)
def failed_indicators(
    can_eat, can_dress, can_transfer_bed, can_use_toilet, can_walk_indoors, can_bathe
):
    """自主吃饭、穿衣、上下床、如厕、室内行走、洗澡六项中不能达到的项数。"""
    return (
        when(can_eat, 0, 1)
        + when(can_dress, 0, 1)
        + when(can_transfer_bed, 0, 1)
        + when(can_use_toilet, 0, 1)
        + when(can_walk_indoors, 0, 1)
        + when(can_bathe, 0, 1)
    )


@rule(
    member, "truth", zh="完全丧失自理能力（全护理）", en="self-care wholly lost", law="TKO; TK 24?"
)
def self_care_none(failed_indicators, tekun_none_from):
    """六项指标有四项以上（含四项）不能达到。"""
    return failed_indicators >= tekun_none_from


@rule(
    member, "truth", zh="具备自理能力（全自理）", en="able to care for oneself", law="TKO; TK 24?"
)
def self_care_full(failed_indicators, tekun_partial_from):
    """六项指标全部能够达到。"""
    return failed_indicators < tekun_partial_from


@rule(
    member, "truth", zh="部分丧失自理能力（半护理）", en="self-care partly lost", law="TKO; TK 24?"
)
def self_care_partial(self_care_full, self_care_none):
    """六项指标有一至三项不能达到。"""
    return ~self_care_full & ~self_care_none
