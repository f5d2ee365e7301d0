"""First condition of Tekun support: no work ability （无劳动能力）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import is_one_of


@rule(member, "truth", zh="未成年而无劳动能力", en="too young to work", law="SA 14; TK 5?")
def is_too_young_to_work(age, tekun_minor_age, tekun_own_work_age, lives_on_own_work):
    """未满当地规定年龄的未成年人；年满十六周岁、以自己的劳动收入为主要生活来源的除外。"""
    works = (age >= tekun_own_work_age) & lives_on_own_work
    return (age < tekun_minor_age) & ~works


@rule(
    member,
    "truth",
    zh="未成年时纳入、仍可继续供养",
    en="taken in as a minor and may stay",
    law="TK",
)
def stays_as_young_person(is_tekun, is_minor, is_in_secondary_school):
    """已纳入的未成年人可以继续到十八周岁；届时仍在接受义务教育或者就读高中、中职的，可以继续。"""
    return is_tekun & (is_minor | is_in_secondary_school)


@rule(
    member,
    "truth",
    zh="残疾等级视为无劳动能力（2016年文本）",
    en="disability means no work ability (text of 2016)",
    law="TSC; TKO 5?",
    name="disability_prevents_work",
    since="2016-02-10",
    until="2021-06-30",
)
def disability_prevents_work_2016(disability_type, disability_grade):
    """残疾等级为一、二级的智力、精神残疾人，残疾等级为一级的肢体残疾人。"""
    of_the_mind = is_one_of(disability_type, "intellectual", "mental")
    first, second = disability_grade == "grade_1", disability_grade == "grade_2"
    return (of_the_mind & (first | second)) | ((disability_type == "physical") & first)


@rule(
    member,
    "truth",
    zh="残疾等级视为无劳动能力",
    en="disability means no work ability",
    law="TK 5?",
    since="2021-07-01",
)
def disability_prevents_work(disability_type, disability_grade):
    """残疾等级为一、二、三级的智力、精神残疾人，一、二级的肢体残疾人，一级的视力残疾人。"""
    of_the_mind = is_one_of(disability_type, "intellectual", "mental")
    by_mind = of_the_mind & is_one_of(disability_grade, "grade_1", "grade_2", "grade_3")
    by_body = (disability_type == "physical") & is_one_of(disability_grade, "grade_1", "grade_2")
    by_sight = (disability_type == "visual") & (disability_grade == "grade_1")
    return by_mind | by_body | by_sight


@rule(member, "truth", zh="无劳动能力", en="unable to work", law="SA 14; TK 5?")
def no_work_ability(
    age,
    tekun_elderly_age,
    is_too_young_to_work,
    disability_prevents_work,
    stays_as_young_person,
    found_without_work_ability,
):
    """六十周岁以上的老年人、规定年龄以下的未成年人、规定等级的残疾人，以及省级规定的其他情形。"""
    return (
        (age >= tekun_elderly_age)
        | is_too_young_to_work
        | disability_prevents_work
        | stays_as_young_person
        | found_without_work_ability
    )
