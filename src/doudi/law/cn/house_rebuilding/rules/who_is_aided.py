"""Which families are aided in rebuilding, and with how much （因灾倒损住房恢复重建补助）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import max, when


@rule(
    household,
    "truth",
    zh="住房损毁程度须重建",
    en="the damage is such that the home must be rebuilt",
    law="DR 19; RB",
)
def needs_rebuilding(home_damage, rebuilding_covers_severe_damage):
    """倒塌的须重建；严重损坏的，按当地规定。"""
    return (home_damage == "collapsed") | (
        (home_damage == "severe") & rebuilding_covers_severe_damage
    )


@rule(
    household,
    "truth",
    zh="属于重建补助的对象",
    en="belongs to those whom rebuilding aid covers",
    law="DR 19; RB",
)
def is_in_rebuilding_list(is_dibao_recipient, is_registered_poor, rebuilding_covers_others):
    """低保户、建档立卡户；当地规定其他困难户也补助的，从其规定。"""
    return is_dibao_recipient | is_registered_poor | rebuilding_covers_others


@rule(
    household, "truth", zh="可以申请重建补助", en="may get rebuilding aid", law="DR 19; DR 20; RB"
)
def is_rebuilding_household(
    damaged_by_disaster,
    needs_rebuilding,
    is_only_home,
    cannot_rebuild_unaided,
    is_in_rebuilding_list,
    rebuilding_aid_paid,
):
    """唯一住房因灾倒损须重建，本户恢复重建确有困难，属于当地补助对象，这次灾害还没有补助过。"""
    return (
        damaged_by_disaster
        & needs_rebuilding
        & is_only_home
        & cannot_rebuild_unaided
        & is_in_rebuilding_list
        & ~rebuilding_aid_paid
    )


@rule(household, "yuan", zh="重建补助（估算）", en="rebuilding aid (estimate)", law="RB")
def rebuilding_amount_due(
    is_dibao_recipient,
    is_registered_poor,
    rebuilding_amount_dibao,
    rebuilding_amount_registered_poor,
    rebuilding_amount_other,
    rebuilding_both_lists,
):
    """按当地户均标准；两类名单都在的，按当地规定发高的一份或两份都发。"""
    for_dibao = when(is_dibao_recipient, rebuilding_amount_dibao, 0)
    for_poor = when(is_registered_poor, rebuilding_amount_registered_poor, 0)
    in_lists = when(
        rebuilding_both_lists == "higher", max(for_dibao, for_poor), for_dibao + for_poor
    )
    return when(is_dibao_recipient | is_registered_poor, in_lists, rebuilding_amount_other)
