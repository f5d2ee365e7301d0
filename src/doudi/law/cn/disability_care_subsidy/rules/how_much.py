"""How much care subsidy, and from which month."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import month_of, when


@rule(
    member,
    "yuan/month",
    zh="护理补贴每月金额",
    en="monthly care subsidy",
    law="DSB; DSL",
)
def care_subsidy_amount(
    disability_grade,
    care_subsidy_rate_grade_1,
    care_subsidy_rate_grade_2,
    care_subsidy_rate_extended,
    care_subsidy_extra_for_dibao,
    receives_dibao,
):
    """按残疾等级的标准发给；当地对低保对象加发的，加上加发部分。"""
    by_grade = when(
        disability_grade == "grade_1",
        care_subsidy_rate_grade_1,
        when(disability_grade == "grade_2", care_subsidy_rate_grade_2, care_subsidy_rate_extended),
    )
    return by_grade + when(receives_dibao, care_subsidy_extra_for_dibao[disability_grade], 0)


@rule(
    member,
    "month",
    zh="护理补贴起发月",
    en="first month of the care subsidy",
    law="DSB",
)
def care_subsidy_first_month(application_date):
    """自递交申请的当月起计发。"""
    return month_of(application_date)
