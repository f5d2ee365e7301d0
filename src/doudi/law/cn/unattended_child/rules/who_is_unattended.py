"""Which children are de facto unattended （事实无人抚养儿童）, and who leaves the family's Dibao."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="父母双方都无法抚养（2019年文本）",
    en="neither parent can care (text of 2019)",
    law="UNA",
    name="both_parents_are_in_difficulty",
    since="2020-01-01",
    until="2020-12-23",
)
def both_parents_are_in_difficulty_2019(father_is_in_difficulty, mother_is_in_difficulty):
    """父母双方均符合重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施、失联情形之一。"""
    return father_is_in_difficulty & mother_is_in_difficulty


@rule(
    member,
    "truth",
    zh="父母双方都无法抚养",
    en="neither parent can care",
    law="UNA; UNB",
    since="2020-12-24",
)
def both_parents_are_in_difficulty(
    father_is_in_difficulty,
    mother_is_in_difficulty,
    father_state,
    mother_state,
    deported_counts_for_both,
):
    """父母双方均符合上述情形之一，2020年起包括被撤销监护资格；被遣送出境是否算在内，按当地规定。"""
    father_cannot = father_is_in_difficulty | (
        (father_state == "deported") & deported_counts_for_both
    )
    mother_cannot = mother_is_in_difficulty | (
        (mother_state == "deported") & deported_counts_for_both
    )
    return father_cannot & mother_cannot


@rule(
    member,
    "truth",
    zh="一方死亡或失踪、另一方无法抚养（2019年文本）",
    en="one parent gone, the other cannot care (text of 2019)",
    law="UNA",
    name="one_parent_is_gone_the_other_in_difficulty",
    since="2020-01-01",
    until="2020-12-23",
)
def one_parent_is_gone_2019(
    father_is_gone, mother_is_gone, father_is_in_difficulty, mother_is_in_difficulty
):
    """父母一方死亡或者失踪，另一方符合重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施、失联情形之一。"""
    return (father_is_gone & mother_is_in_difficulty) | (mother_is_gone & father_is_in_difficulty)


@rule(
    member,
    "truth",
    zh="一方死亡或失踪、另一方无法抚养",
    en="one parent gone, the other cannot care",
    law="UNA; UNB",
    since="2020-12-24",
)
def one_parent_is_gone_the_other_in_difficulty(
    father_is_gone,
    mother_is_gone,
    father_is_in_difficulty,
    mother_is_in_difficulty,
    father_state,
    mother_state,
):
    """父母一方死亡或者失踪，另一方符合上述情形之一，2020年起包括被撤销监护资格、被遣送（驱逐）出境。"""
    father_cannot = father_is_in_difficulty | (father_state == "deported")
    mother_cannot = mother_is_in_difficulty | (mother_state == "deported")
    return (father_is_gone & mother_cannot) | (mother_is_gone & father_cannot)


@rule(
    member,
    "truth",
    zh="父母都不能履行抚养责任",
    en="no parent can care for the child",
    law="UNA; UNB",
)
def has_no_caring_parent(
    both_parents_are_in_difficulty, one_parent_is_gone_the_other_in_difficulty
):
    """父母双方都无法抚养，或者一方死亡、失踪而另一方无法抚养。"""
    return both_parents_are_in_difficulty | one_parent_is_gone_the_other_in_difficulty


@rule(
    member,
    "truth",
    zh="符合事实无人抚养儿童条件",
    en="meets the conditions of an unattended child",
    law="UNA; UNB",
)
def qualifies_for_unattended(
    has_local_hukou, is_alive, is_of_child_support_age, is_not_adopted, has_no_caring_parent
):
    """不满十八周岁、没有被收养，父母都不能履行抚养责任的儿童。"""
    return (
        has_local_hukou & is_alive & is_of_child_support_age & has_no_caring_parent & is_not_adopted
    )


@rule(
    member,
    "truth",
    zh="已纳入或选择纳入事实无人抚养儿童保障",
    en="is in unattended-child support or chooses it",
    law="UNA",
)
def takes_unattended_support(is_unattended, elects_child_support):
    """已纳入保障，或者监护人选择申请。"""
    return is_unattended | elects_child_support


@rule(member, "truth", zh="没有享受孤儿保障", en="does not receive orphan support", law="UNA; ORP")
def has_no_orphan_support(receives_orphan):
    """已享受孤儿保障的，不再享受事实无人抚养儿童保障。"""
    return ~receives_orphan


@rule(
    member,
    "truth",
    zh="是事实无人抚养儿童保障对象",
    en="is to be supported as an unattended child",
    law="UNA; UNB",
)
def is_supported_unattended_child(
    qualifies_for_unattended, takes_unattended_support, has_no_orphan_support
):
    """符合条件，已纳入或者选择纳入，且没有享受孤儿保障。"""
    return qualifies_for_unattended & takes_unattended_support & has_no_orphan_support


@rule(
    member,
    "truth",
    zh="享受事实无人抚养儿童保障",
    en="receives unattended-child support",
    law="UNA",
)
def receives_unattended(is_unattended, is_supported_unattended_child, has_no_orphan_support):
    """已纳入保障的，在作出停发决定以前继续；符合条件并选择的，纳入；享受孤儿保障的除外。"""
    return (is_unattended & has_no_orphan_support) | is_supported_unattended_child


@rule(
    member,
    "truth",
    zh="不再计入家庭低保人口",
    en="leaves the family's Dibao head count",
    law="UNA",
)
def leaves_dibao_count(receives_unattended, elects_to_leave_dibao, unattended_may_leave_dibao):
    """享受事实无人抚养儿童保障的儿童，当地允许并且监护人选择的，不再计入家庭低保人口。"""
    return receives_unattended & unattended_may_leave_dibao & elects_to_leave_dibao
