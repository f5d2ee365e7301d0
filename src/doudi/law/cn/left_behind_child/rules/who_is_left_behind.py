"""Who is a left-behind child （留守儿童）: a register, no money."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, passed


@rule(member, "truth", zh="农村户籍", en="rural hukou", law="LBC")
def has_rural_hukou(residence_class):
    """留守儿童限农村户籍。"""
    return residence_class == "rural"


@rule(
    member,
    "truth",
    zh="不满留守儿童年龄上限",
    en="below the age limit of left-behind children",
    law="LBC",
)
def is_below_left_behind_age(age, left_behind_child_age):
    """不满十六周岁，生日当天即满。"""
    return age < left_behind_child_age


@rule(member, "truth", zh="父亲长期外出务工", en="father works away long-term", law="LBC")
def father_is_away(father_situation, father_away_since, left_behind_child_months):
    """父亲外出务工；当地规定期限的，期限届满的次日起算。"""
    return (father_situation == "works_away") & passed(
        add_months(father_away_since, left_behind_child_months)
    )


@rule(member, "truth", zh="母亲长期外出务工", en="mother works away long-term", law="LBC")
def mother_is_away(mother_situation, mother_away_since, left_behind_child_months):
    """母亲外出务工；当地规定期限的，期限届满的次日起算。"""
    return (mother_situation == "works_away") & passed(
        add_months(mother_away_since, left_behind_child_months)
    )


@rule(
    member,
    "truth",
    zh="父母都外出，或一方外出另一方无监护能力",
    en="both parents away, or one away and the other unable",
    law="LBC",
)
def parents_leave_child_behind(father_is_away, mother_is_away, father_situation, mother_situation):
    """父母双方外出务工，或者一方外出务工、另一方没有监护能力。"""
    return (
        (father_is_away & mother_is_away)
        | (father_is_away & (mother_situation == "unable"))
        | (mother_is_away & (father_situation == "unable"))
    )


@rule(member, "truth", zh="登记为留守儿童", en="is registered as a left-behind child", law="LBC")
def is_left_behind_child(has_rural_hukou, is_below_left_behind_age, parents_leave_child_behind):
    """农村户籍、不满十六周岁，父母双方外出务工或者一方外出务工另一方无监护能力的儿童。"""
    return has_rural_hukou & is_below_left_behind_age & parents_leave_child_behind
