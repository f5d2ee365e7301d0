"""Who is a member of the household （共同生活的家庭成员）."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, completed_years, count, is_one_of, max, passed


@rule(member, "year", zh="周岁", en="age in completed years", law="CC 1259")
def age(birth_date, decision_date):
    """满周岁按出生日期计算，生日当天即满。"""
    return completed_years(birth_date, decision_date)


@rule(member, "truth", zh="未成年", en="a minor", law="CC 17")
def is_minor(age, majority_age):
    """不满十八周岁的人是未成年人。"""
    return age < majority_age


@rule(
    member,
    "truth",
    zh="不能独立生活的成年子女",
    en="an adult child who cannot live independently",
    law="DB 6?; DBT",
)
def is_dependent_adult_child(relation, schooling, can_live_independently):
    """已成年但不能独立生活的子女，包括在校接受全日制本科及以下学历教育的子女。"""
    studies = schooling == "up_to_bachelor"
    return (relation == "child") & (studies | ~can_live_independently)


@rule(
    member, "truth", zh="属于应计入的亲属", en="belongs to those who are counted", law="DB 6?; DBT"
)
def belongs_to_family(
    relation, is_minor, is_dependent_adult_child, lives_with_family, has_duty_relation
):
    """配偶、未成年子女、不能独立生活的成年子女，以及其他有法定赡养、抚养、扶养义务关系并长期共同居住的人。"""
    bound_by_duty = is_one_of(relation, "child", "parent") | has_duty_relation
    return (
        is_one_of(relation, "head", "spouse")
        | ((relation == "child") & is_minor)
        | is_dependent_adult_child
        | (bound_by_duty & lives_with_family)
    )


@rule(
    member,
    "truth",
    zh="宗教教职人员脱离家庭连续三年以上",
    en="religious staff living apart three years or more",
    law="DB 7?; DBT",
)
def is_long_apart_as_clergy(is_clergy, clergy_since, lives_with_family, clergy_apart_months):
    """连续三年以上（含三年）脱离家庭独立生活的宗教教职人员；期间届满的次日起算满。"""
    return is_clergy & ~lives_with_family & passed(add_months(clergy_since, clergy_apart_months))


@rule(member, "truth", zh="不计入家庭成员", en="not counted as a member", law="DB 7?; DBT")
def is_excluded_from_household(
    is_alive,
    is_long_apart_as_clergy,
    is_imprisoned,
    is_in_compulsory_isolation,
    is_declared_missing,
    is_conscript,
    conscripts_count,
    receives_tekun,
    receives_orphan,
    orphans_count,
    leaves_dibao_count,
):
    """已去世的人，长期独立生活的宗教教职人员、服刑人员、强制隔离戒毒人员、宣告失踪人员，以及省级规定的其他人员。"""
    return (
        ~is_alive
        | is_imprisoned
        | is_in_compulsory_isolation
        | is_declared_missing
        | is_long_apart_as_clergy
        | (is_conscript & ~conscripts_count)
        | receives_tekun
        | (receives_orphan & ~orphans_count)
        | leaves_dibao_count
    )


@rule(member, "truth", zh="共同生活的家庭成员", en="a household member", law="DB 6?; DBT")
def is_household_member(belongs_to_family, is_excluded_from_household):
    """属于应计入的亲属，且不属于不计入的人员。"""
    return belongs_to_family & ~is_excluded_from_household


@rule(household, "person", zh="家庭成员人数", en="number of household members", law="DB 6?; DBT")
def household_members(is_household_member):
    """共同生活的家庭成员有几人。"""
    return count(is_household_member)


@rule(household, "person", zh="家庭人口", en="household size", law="DB 6?; DBT")
def household_size(household_members):
    """计算人均时的家庭人口。"""
    return max(household_members, 1)


@rule(
    household, "truth", zh="家庭有计入的成员", en="the household has a counted member", law="SA 9"
)
def has_household_members(household_members):
    """至少有一名共同生活的家庭成员。"""
    return household_members >= 1
