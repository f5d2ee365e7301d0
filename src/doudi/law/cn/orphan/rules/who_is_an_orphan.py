"""Which children are supported as orphans （孤儿）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import is_one_of


@rule(
    member,
    "truth",
    zh="未满十八周岁，或成年后仍在校",
    en="under eighteen, or of age and still studying",
    law="ORP; UNA",
)
def is_of_child_support_age(
    is_minor, is_orphan, is_unattended, schooling, child_support_continues_in_school
):
    """不满十八周岁；当地规定的，已纳入保障、年满十八周岁后仍在全日制本科及以下学校就读的，继续保障。"""
    is_already_in = is_orphan | is_unattended
    studies = schooling == "up_to_bachelor"
    return is_minor | (is_already_in & studies & child_support_continues_in_school)


@rule(member, "truth", zh="父亲死亡或失踪", en="the father is dead or missing", law="ORP; UNA")
def father_is_gone(father_state):
    """父亲死亡（含宣告死亡）或者被宣告失踪。"""
    return is_one_of(father_state, "dead", "declared_missing")


@rule(member, "truth", zh="母亲死亡或失踪", en="the mother is dead or missing", law="ORP; UNA")
def mother_is_gone(mother_state):
    """母亲死亡（含宣告死亡）或者被宣告失踪。"""
    return is_one_of(mother_state, "dead", "declared_missing")


@rule(
    member,
    "truth",
    zh="机构养育的弃婴",
    en="a foundling raised in an institution",
    law="ORP",
)
def is_foundling_in_institution(father_state, mother_state, orphan_form):
    """查找不到生父母、由儿童福利机构养育的未成年人。"""
    has_no_known_parent = (father_state == "unknown_parent") & (mother_state == "unknown_parent")
    return has_no_known_parent & (orphan_form == "orphan_institutional")


@rule(
    member,
    "truth",
    zh="失去父母、弃婴或感染艾滋病病毒",
    en="without parents, a foundling, or infected with HIV",
    law="ORP; HIV",
)
def is_without_parents(
    father_is_gone, mother_is_gone, is_foundling_in_institution, is_hiv_infected
):
    """父母双方死亡或者被宣告失踪；机构养育的弃婴；感染艾滋病病毒的儿童参照孤儿标准。"""
    return (father_is_gone & mother_is_gone) | is_foundling_in_institution | is_hiv_infected


@rule(member, "truth", zh="未被收养", en="not adopted", law="ORP; UNA")
def is_not_adopted(is_adopted):
    """被依法收养的，不再保障。"""
    return ~is_adopted


@rule(
    member, "truth", zh="符合孤儿条件", en="meets the conditions of orphan support", law="ORP; HIV"
)
def qualifies_for_orphan(
    has_local_hukou, is_alive, is_of_child_support_age, is_not_adopted, is_without_parents
):
    """失去父母或者查找不到生父母的未成年人，没有被收养。"""
    return (
        has_local_hukou & is_alive & is_of_child_support_age & is_without_parents & is_not_adopted
    )


@rule(
    member,
    "truth",
    zh="已纳入或选择纳入孤儿保障",
    en="is in orphan support or chooses it",
    law="ORP",
)
def takes_orphan_support(is_orphan, elects_child_support):
    """已纳入孤儿保障，或者监护人选择申请。"""
    return is_orphan | elects_child_support


@rule(member, "truth", zh="是孤儿保障对象", en="is to be supported as an orphan", law="ORP")
def is_supported_orphan(qualifies_for_orphan, takes_orphan_support):
    """符合孤儿条件，并已纳入或者选择纳入孤儿保障。"""
    return qualifies_for_orphan & takes_orphan_support


@rule(member, "truth", zh="享受孤儿保障", en="receives orphan support", law="ORP")
def receives_orphan(is_orphan, is_supported_orphan):
    """已纳入孤儿保障的，在作出停发决定以前继续；符合条件并选择的，纳入。"""
    return is_orphan | is_supported_orphan
