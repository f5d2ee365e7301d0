"""Who is supported as a Tekun person （特困人员）: the three conditions, the person's choice, and the child programmes."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="在世，没有服刑、失踪",
    en="alive, neither in prison nor missing",
    law="SA 18; TK",
)
def is_free_and_present(is_alive, is_imprisoned, is_declared_missing):
    """死亡的、在监狱服刑的、被宣告失踪的，终止救助供养。"""
    return is_alive & ~is_imprisoned & ~is_declared_missing


@rule(
    member,
    "truth",
    zh="符合特困人员条件",
    en="meets the conditions of Tekun support",
    law="SA 14; TK 4?; TKO 4?",
)
def qualifies_for_tekun(
    has_local_hukou, is_free_and_present, no_work_ability, no_means, no_duty_ability
):
    """同时具备无劳动能力、无生活来源、无法定义务人或者其无履行义务能力三个条件。"""
    return has_local_hukou & is_free_and_present & no_work_ability & no_means & no_duty_ability


@rule(
    member,
    "truth",
    zh="应纳入孤儿等儿童保障（2016年文本）",
    en="belongs to child support instead (text of 2016)",
    law="TKO; ORP; UNA",
    name="child_support_replaces_tekun",
    until="2021-06-30",
)
def child_support_replaces_tekun_2016(
    qualifies_for_orphan, receives_orphan, receives_unattended, tekun_with_unattended
):
    """同时符合特困人员和孤儿条件的未成年人，纳入孤儿保障；享受事实无人抚养儿童保障的，按当地规定选择或者补差。"""
    chosen = receives_unattended & (tekun_with_unattended == "choose")
    return qualifies_for_orphan | receives_orphan | chosen


@rule(
    member,
    "truth",
    zh="已选择孤儿等儿童保障",
    en="has chosen child support instead",
    law="TK; ORP; UNA",
    since="2021-07-01",
)
def child_support_replaces_tekun(receives_orphan, receives_unattended, tekun_with_unattended):
    """选择孤儿保障或者事实无人抚养儿童保障的，不再认定为特困人员；后者当地规定补差的除外。"""
    return receives_orphan | (receives_unattended & (tekun_with_unattended == "choose"))


@rule(member, "truth", zh="没有改由儿童保障", en="is not in child support instead", law="TK; TKO")
def has_no_child_support_instead(child_support_replaces_tekun):
    """没有纳入或者选择替代特困供养的儿童保障。"""
    return ~child_support_replaces_tekun


@rule(
    member,
    "truth",
    zh="已纳入或选择特困供养",
    en="is in Tekun support or chooses it",
    law="SA 14; TK",
)
def takes_tekun(is_tekun, elects_tekun):
    """已纳入特困供养，或者本人选择申请。"""
    return is_tekun | elects_tekun


@rule(member, "truth", zh="是特困供养对象", en="is to be supported as Tekun", law="SA 14; TK 4?")
def is_supported_tekun(qualifies_for_tekun, takes_tekun, has_no_child_support_instead):
    """符合特困人员条件，已纳入或者选择特困供养，且没有改由儿童保障。"""
    return qualifies_for_tekun & takes_tekun & has_no_child_support_instead


@rule(member, "truth", zh="享受特困供养", en="receives Tekun support", law="SA 14; SA 18")
def receives_tekun(is_tekun, has_no_child_support_instead, is_supported_tekun):
    """已纳入特困供养的，在作出终止决定以前继续；符合条件并选择的，纳入；改由儿童保障的除外。"""
    return (is_tekun & has_no_child_support_instead) | is_supported_tekun
