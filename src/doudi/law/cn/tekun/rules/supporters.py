"""Third condition of Tekun support: no legal supporter, or none who is able （无履行义务能力）."""

from doudi.law.cn.facts import household, member, supporter
from doudi.rules.declare import rule
from doudi.rules.language import all, completed_years, count, for_one_person, is_one_of


@rule(supporter, "year", zh="义务人周岁", en="supporter's age in completed years", law="CC 1259")
def supporter_age(supporter_birth_date, decision_date):
    """满周岁按出生日期计算，生日当天即满。"""
    return completed_years(supporter_birth_date, decision_date)


@rule(
    supporter,
    "truth",
    zh="义务人本人收入低、财产符合规定",
    en="supporter's own income is low and assets are within the rules",
    law="TK 8?",
)
def supporter_is_poor(
    supporter_own_income,
    disposable_income_previous_year,
    residence_class,
    supporter_meets_asset_rule,
):
    """本人收入低于当地上年人均可支配收入，且财产符合当地低收入家庭财产状况规定。"""
    most = for_one_person(disposable_income_previous_year[residence_class])
    return (supporter_own_income < most) & supporter_meets_asset_rule


@rule(
    supporter,
    "truth",
    zh="义务人无民事行为能力、失踪或服刑且财产符合规定",
    en="supporter is without capacity, missing or in prison, with assets within the rules",
    law="TK 8?; TKO 8?",
)
def supporter_cannot_act(
    supporter_lacks_capacity,
    supporter_is_missing,
    supporter_is_imprisoned,
    supporter_meets_asset_rule,
):
    """无民事行为能力、被宣告失踪或者在监狱服刑的人员，且财产符合当地规定。"""
    cannot = supporter_lacks_capacity | supporter_is_missing | supporter_is_imprisoned
    return cannot & supporter_meets_asset_rule


@rule(
    supporter,
    "truth",
    zh="义务人无履行义务能力（2016年文本）",
    en="supporter is unable to fulfil the duty (text of 2016)",
    law="TSC; TKO 8?",
    name="supporter_is_unable",
    since="2016-02-10",
    until="2021-06-30",
)
def supporter_is_unable_2016(
    payer_exemption,
    supporter_age,
    tekun_supporter_dibao_age,
    supporter_disability,
    supporter_meets_asset_rule,
    supporter_cannot_act,
    supporter_found_unable,
):
    """特困人员；六十周岁以上或者重度残疾的低保对象且财产符合规定；无民事行为能力、失踪、服刑人员且财产符合规定；省级规定的其他情形。"""
    old_or_disabled = (supporter_age >= tekun_supporter_dibao_age) | (
        supporter_disability == "severe"
    )
    on_dibao = (payer_exemption == "dibao") & old_or_disabled & supporter_meets_asset_rule
    return (payer_exemption == "tekun") | on_dibao | supporter_cannot_act | supporter_found_unable


@rule(
    supporter,
    "truth",
    zh="义务人无履行义务能力",
    en="supporter is unable to fulfil the duty",
    law="TK 8?",
    since="2021-07-01",
)
def supporter_is_unable(
    payer_exemption,
    supporter_age,
    tekun_supporter_dibao_age,
    tekun_supporter_elderly_age,
    supporter_disability,
    supporter_is_poor,
    supporter_cannot_act,
    supporter_found_unable,
):
    """特困人员；六十周岁以上的低保对象；七十周岁以上或者重残、三级智力精神残疾而收入低、财产符合规定的；无民事行为能力、失踪、服刑人员且财产符合规定；省级规定的其他情形。"""
    on_dibao = (payer_exemption == "dibao") & (supporter_age >= tekun_supporter_dibao_age)
    old_or_disabled = (supporter_age >= tekun_supporter_elderly_age) | is_one_of(
        supporter_disability, "severe", "mind_grade_3"
    )
    return (
        (payer_exemption == "tekun")
        | on_dibao
        | (old_or_disabled & supporter_is_poor)
        | supporter_cannot_act
        | supporter_found_unable
    )


@rule(
    household,
    "truth",
    zh="户外没有能履行义务的法定义务人",
    en="no legal supporter outside the household is able",
    law="SA 14; TK 7?; TKO 7?",
)
def no_able_supporter_outside(has_support_duty, supporter_is_unable):
    """没有法定赡养、抚养、扶养义务人，或者每一位都没有履行义务能力。"""
    return all(~has_support_duty | supporter_is_unable)


@rule(
    household,
    "truth",
    zh="家中还有其他亲属",
    en="the household has other relatives",
    law="TK 7?; TKO 7?",
)
def has_relatives_at_home(belongs_to_family):
    """家中属于应计入的亲属不止一人。"""
    return count(belongs_to_family) > 1


@rule(
    member,
    "truth",
    zh="法定义务人无履行义务能力",
    en="no legal supporter is able",
    law="SA 14; TK 7?; TKO 7?",
)
def no_duty_ability(no_able_supporter_outside, has_relatives_at_home, has_able_supporter_at_home):
    """无法定义务人，或者户外和家中的法定义务人都没有履行义务能力。"""
    return no_able_supporter_outside & ~(has_relatives_at_home & has_able_supporter_at_home)
