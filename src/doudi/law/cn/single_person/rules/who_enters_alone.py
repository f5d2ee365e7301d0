"""Single-person entry （单人户）: one member of a family above the line enters Dibao alone."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import (
    add_months,
    compare,
    for_one_person,
    is_one_of,
    max,
    passed,
    rounded,
    when,
)


@rule(
    member,
    "truth",
    zh="残疾等级符合单人户规定",
    en="disability grade allows entering alone",
    law="DB 8?; SP",
)
def disability_allows_single_person(disability_type, disability_grade):
    """一、二级残疾，或三级智力、精神残疾。"""
    of_the_mind = is_one_of(disability_type, "intellectual", "mental")
    return is_one_of(disability_grade, "grade_1", "grade_2") | (
        of_the_mind & (disability_grade == "grade_3")
    )


@rule(
    member,
    "truth",
    zh="在宗教场所居住满三年且生活困难",
    en="religious staff for three years and in hardship",
    law="DB 8?; SP",
)
def is_clergy_in_hardship(
    is_clergy, lives_with_family, clergy_since, clergy_single_person_months, is_in_hardship
):
    """脱离家庭、在宗教场所连续居住三年以上（含三年）、生活困难的宗教教职人员；期间届满的次日起算满。"""
    lives_apart = is_clergy & ~lives_with_family & is_in_hardship
    return lives_apart & passed(add_months(clergy_since, clergy_single_person_months))


@rule(
    member,
    "truth",
    zh="边缘家庭中的重残、重病人员",
    en="severely disabled or ill in an edge household",
    law="DB 8?; SP",
)
def is_severe_in_edge_household(
    is_household_member, is_dibao_edge_household, disability_allows_single_person, has_major_illness
):
    """低保边缘家庭中的重度残疾人员和重病患者。"""
    return (
        is_household_member
        & is_dibao_edge_household
        & (disability_allows_single_person | has_major_illness)
    )


@rule(member, "truth", zh="属于可以单独申请的人", en="may apply alone", law="DB 8?; SP")
def may_enter_alone(is_severe_in_edge_household, is_clergy_in_hardship):
    """边缘家庭中的重残、重病人员，或生活困难的宗教教职人员。"""
    return is_severe_in_edge_household | is_clergy_in_hardship


@rule(
    member,
    "yuan",
    zh="本人收入（单人户核算）",
    en="own income when entering alone",
    law="SP; DB 13?",
)
def own_income(member_income, deducted_special_cost):
    """本人四项收入，减去规定扣减的重病、残疾额外支出，不含应得的赡养、抚养、扶养费。"""
    return max(member_income - deducted_special_cost, 0)


@rule(member, "truth", zh="本人收入低于低保标准", en="own income below the line", law="SP")
def meets_own_income_test(
    single_person_own_income_test, own_income, income_base_months, dibao_line, residence_class
):
    """当地要求的，本人收入（不含赡养等给付）须低于当地低保标准。"""
    line = for_one_person(dibao_line[residence_class])
    below = compare(own_income / income_base_months, line, by=dibao_line)
    return below | ~single_person_own_income_test


@rule(member, "truth", zh="本人不是特困人员", en="is not in Tekun support", law="SP")
def is_not_tekun(receives_tekun):
    """享受特困供养的，不再纳入低保。"""
    return ~receives_tekun


@rule(member, "truth", zh="随家庭享受低保", en="receives Dibao with the family", law="SA 9; DB 8?")
def receives_family_dibao(is_household_member, is_dibao_household, is_in_gradual_exit):
    """本人是低保家庭（含渐退期内家庭）的共同生活成员。"""
    return is_household_member & (is_dibao_household | is_in_gradual_exit)


@rule(
    member,
    "truth",
    zh="本人没有随家庭享受低保",
    en="does not receive Dibao with the family",
    law="DB 8?; SP",
)
def has_no_family_dibao(receives_family_dibao):
    """本人不是低保家庭（含渐退期内家庭）的共同生活成员；已脱离家庭的宗教教职人员不受原家庭影响。"""
    return ~receives_family_dibao


@rule(
    member,
    "truth",
    zh="符合单人户低保条件",
    en="qualifies for single-person Dibao",
    law="DB 8?; SP",
)
def is_single_person_case(
    has_local_hukou, has_no_family_dibao, is_not_tekun, may_enter_alone, meets_own_income_test
):
    """家庭不享受低保，本人属于可以单独申请的人，收入符合当地要求且不是特困人员。"""
    return (
        has_local_hukou
        & has_no_family_dibao
        & is_not_tekun
        & may_enter_alone
        & meets_own_income_test
    )


@rule(member, "yuan/month", zh="单人户每月低保金", en="monthly Dibao alone", law="SP")
def single_person_amount(
    single_person_method,
    single_person_share,
    own_income,
    income_base_months,
    dibao_line,
    residence_class,
    dibao_rounding,
):
    """按当地规定：全额、标准减本人收入，或标准的一定比例。"""
    line = for_one_person(dibao_line[residence_class])
    less_income = rounded(
        (line * income_base_months - own_income) / income_base_months, dibao_rounding
    )
    share = rounded(line * single_person_share, dibao_rounding)
    return when(
        single_person_method == "full_line",
        rounded(line, dibao_rounding),
        when(single_person_method == "line_minus_own_income", max(less_income, 0), share),
    )


@rule(member, "month", zh="单人户起发月", en="first month of single-person Dibao", law="DB 22?; SP")
def single_person_first_month(dibao_first_month):
    """与低保相同。"""
    return dibao_first_month


@rule(member, "truth", zh="享受低保", en="receives Dibao", law="SA 9; DB 8?")
def receives_dibao(receives_family_dibao, is_single_person_case):
    """随家庭享受低保，或以单人户享受低保。"""
    return receives_family_dibao | is_single_person_case
