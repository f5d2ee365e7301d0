"""Who is referred for employment assistance （就业救助）."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import any


@rule(
    member,
    "truth",
    zh="属于就业救助对象",
    en="in a group of employment assistance",
    law="SA 42; EM",
)
def is_in_employment_group(
    receives_dibao, is_household_member, is_dibao_edge_household, employment_covers_edge
):
    """最低生活保障家庭成员；当地规定包括的，低保边缘家庭成员。"""
    return receives_dibao | (is_household_member & is_dibao_edge_household & employment_covers_edge)


@rule(
    member,
    "truth",
    zh="转办就业救助",
    en="is referred for employment assistance",
    law="SA 42; SA 44",
)
def qualifies_for_employment_assistance(is_in_employment_group, is_able_to_work, is_unemployed):
    """最低生活保障家庭中有劳动能力并处于失业状态的成员。"""
    return is_in_employment_group & is_able_to_work & is_unemployed


@rule(
    household,
    "truth",
    zh="家中有劳动能力的成员有人就业",
    en="an able member of the family has a job",
    law="SA 43",
)
def has_working_member(is_household_member, is_able_to_work, is_unemployed):
    """共同生活的家庭成员中，有劳动能力的有人就业。"""
    return any(is_household_member & is_able_to_work & ~is_unemployed)


@rule(
    member,
    "truth",
    zh="零就业家庭，确保至少一人就业",
    en="zero-employment family: at least one job to be found",
    law="SA 43",
)
def is_in_zero_employment_family(
    qualifies_for_employment_assistance, receives_family_dibao, has_working_member
):
    """最低生活保障家庭有劳动能力的成员均处于失业状态的，应当采取有针对性的措施，确保该家庭至少有一人就业。"""
    return qualifies_for_employment_assistance & receives_family_dibao & ~has_working_member
