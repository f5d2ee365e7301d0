"""How much Dibao a household gets a month."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import count, for_one_person, is_one_of, max, presume, rounded, sum, when


@rule(
    household,
    "yuan/month",
    zh="补差（按户取整）",
    en="top-up to the line, rounded for the household",
    law="SA 12",
)
def gap_by_household(
    household_income,
    household_size,
    dibao_line,
    residence_class,
    income_base_months,
    dibao_rounding,
):
    """低保标准乘以人口，减去家庭月收入，全户取整一次。"""
    line_in_base_period = dibao_line[residence_class] * household_size * income_base_months
    return rounded((line_in_base_period - household_income) / income_base_months, dibao_rounding)


@rule(
    household,
    "yuan/month",
    zh="补差（按人取整）",
    en="top-up to the line, rounded per person",
    law="SA 12",
)
def gap_by_person(
    household_income,
    household_size,
    dibao_line,
    residence_class,
    income_base_months,
    dibao_rounding,
):
    """人均差额先取整，再乘以人口。"""
    person_months = household_size * income_base_months
    line_in_base_period = dibao_line[residence_class] * person_months
    gap = rounded((line_in_base_period - household_income) / person_months, dibao_rounding)
    return max(gap, 0) * household_size


@rule(household, "yuan/month", zh="补差金额", en="top-up to the line", law="SA 12")
def difference_amount(dibao_rounding_scope, gap_by_household, gap_by_person):
    """按家庭人均收入低于低保标准的差额，按月发给。"""
    return max(when(dibao_rounding_scope == "household", gap_by_household, gap_by_person), 0)


@rule(household, "yuan/month", zh="分档金额", en="amount by tier", law="DB 23?")
def tier_amount(dibao_tier_rate, dibao_class, household_size):
    """按所在档次的每人定额乘以人口。"""
    return dibao_tier_rate[dibao_class] * household_size


@rule(
    household,
    "yuan/month",
    zh="基础低保金",
    en="basic Dibao",
    law="SA 12",
    name="basic_amount",
    until="2021-06-30",
)
def basic_amount_by_difference(difference_amount, dibao_minimum_award):
    """按差额发给；当地有最低发放额的，不低于该额。"""
    return max(difference_amount, dibao_minimum_award)


@rule(
    household,
    "yuan/month",
    zh="基础低保金",
    en="basic Dibao",
    law="SA 12; DB 23?",
    since="2021-07-01",
)
def basic_amount(dibao_method, difference_amount, tier_amount, dibao_minimum_award):
    """按补差或分档计算；当地有最低发放额的，不低于该额。"""
    return max(
        when(dibao_method == "difference", difference_amount, tier_amount), dibao_minimum_award
    )


@rule(member, "truth", zh="重度残疾", en="severely disabled", law="SA 12; DB 8?")
def is_severely_disabled(disability_type, disability_grade):
    """一、二级残疾，或三级智力、精神残疾。"""
    of_the_mind = is_one_of(disability_type, "intellectual", "mental")
    return is_one_of(disability_grade, "grade_1", "grade_2") | (
        of_the_mind & (disability_grade == "grade_3")
    )


@rule(member, "yuan/month", zh="本人分类施保金", en="person's category top-up", law="SA 12")
def member_topup(
    age,
    is_minor,
    is_severely_disabled,
    has_major_illness,
    topup_combination,
    topup_age,
    topup_rate_elderly,
    topup_rate_minor,
    topup_rate_severe_disability,
    topup_rate_major_illness,
    dibao_line,
    residence_class,
):
    """对老年人、未成年人、重度残疾人和重病患者，按低保标准的一定比例增发；按当地规定就高或累加。"""
    line = for_one_person(dibao_line[residence_class])
    elderly = when(age >= topup_age, line * topup_rate_elderly, 0)
    minor = when(is_minor, line * topup_rate_minor, 0)
    disabled = when(is_severely_disabled, line * topup_rate_severe_disability, 0)
    ill = when(has_major_illness, line * topup_rate_major_illness, 0)
    return when(
        topup_combination == "highest",
        max(elderly, minor, disabled, ill),
        elderly + minor + disabled + ill,
    )


@rule(household, "yuan/month", zh="分类施保金", en="category top-ups", law="SA 12")
def category_topup(member_topup, is_household_member, dibao_rounding):
    """家庭成员分类施保金合计。"""
    return rounded(sum(member_topup, where=is_household_member), dibao_rounding)


@rule(
    member,
    "truth",
    zh="因拒绝工作停发本人份额",
    en="loses the own share for refusing work",
    law="SA 45",
)
def loses_share_for_refusing_work(
    is_able_to_work, is_unemployed, work_refusals, work_refusal_limit
):
    """有劳动能力但未就业，连续三次无正当理由拒绝介绍的合适工作；没有记录的，推定没有拒绝。"""
    refused = presume(work_refusals, 0, law="SA 45") >= work_refusal_limit
    return refused & is_able_to_work & is_unemployed


@rule(household, "person", zh="停发份额的人数", en="members who lose their share", law="SA 45")
def members_without_share(loses_share_for_refusing_work, is_household_member):
    """因拒绝工作停发本人份额的成员人数。"""
    return count(loses_share_for_refusing_work & is_household_member)


@rule(household, "yuan/month", zh="每月低保金", en="monthly Dibao", law="SA 12; SA 45")
def dibao_amount(
    basic_amount, category_topup, members_without_share, household_size, dibao_rounding
):
    """基础低保金与分类施保金之和，扣除停发的份额（按人口平均）。"""
    together = basic_amount + category_topup
    sharing = max(household_size - members_without_share, 0)
    return rounded(together * sharing / household_size, dibao_rounding)
