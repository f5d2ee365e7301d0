"""Who is referred for education assistance （教育救助）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="属于教育救助对象",
    en="in a group of education assistance",
    law="SA 33; ED",
)
def is_in_education_group(
    receives_dibao,
    receives_tekun,
    is_household_member,
    is_dibao_edge_household,
    education_covers_edge,
    is_rigid_expenditure_household,
    education_covers_rigid,
):
    """最低生活保障家庭成员、特困供养人员；当地规定包括的，低保边缘、刚性支出困难家庭成员。"""
    edge = is_dibao_edge_household & education_covers_edge
    rigid = is_rigid_expenditure_household & education_covers_rigid
    return receives_dibao | receives_tekun | (is_household_member & (edge | rigid))


@rule(member, "truth", zh="在校就读", en="is at school", law="SA 33")
def is_at_school(schooling):
    """在义务教育、高中教育（含中等职业教育）、普通高等教育阶段就学。"""
    return schooling == "up_to_bachelor"


@rule(
    member,
    "truth",
    zh="不能入学的残疾儿童",
    en="a disabled child who cannot attend school",
    law="SA 33",
)
def is_disabled_child_out_of_school(is_minor, disability_type, cannot_attend_school):
    """不能入学接受义务教育的残疾儿童。"""
    return is_minor & (disability_type != "none") & cannot_attend_school


@rule(
    member,
    "truth",
    zh="在校或者是不能入学的残疾儿童",
    en="at school, or a disabled child who cannot attend",
    law="SA 33",
)
def needs_schooling_aid(is_at_school, is_disabled_child_out_of_school):
    """在校就读的，或者不能入学接受义务教育的残疾儿童。"""
    return is_at_school | is_disabled_child_out_of_school


@rule(
    member,
    "truth",
    zh="转办教育救助",
    en="is referred for education assistance",
    law="SA 33; SA 34; SA 35",
)
def qualifies_for_education_assistance(is_in_education_group, needs_schooling_aid):
    """属于教育救助对象，在校就读或者是不能入学的残疾儿童。"""
    return is_in_education_group & needs_schooling_aid
