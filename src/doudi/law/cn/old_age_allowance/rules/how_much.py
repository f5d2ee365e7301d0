"""How much old-age allowance by age, from which month, and when survival is checked."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, max, month_of, when


def _first_month_at(birth_date, years, months_per_year, old_age_starts):
    """The month from which an age counts: that of the birthday, or the next."""
    birthday_month = month_of(add_months(birth_date, years * months_per_year))
    return birthday_month + when(old_age_starts == "month_after", 1, 0)


@rule(
    member,
    "month",
    zh="达到高龄津贴年龄的首月",
    en="first month at the age of the old-age allowance",
    law="OAL",
)
def old_age_first_month(birth_date, old_age_age, months_per_year, old_age_starts):
    """到龄当月，当地规定次月的从次月。"""
    return _first_month_at(birth_date, old_age_age, months_per_year, old_age_starts)


@rule(
    member,
    "month",
    zh="第二档首月",
    en="first month in the second band",
    law="OAL",
)
def old_age_higher_first_month(birth_date, old_age_higher_age, months_per_year, old_age_starts):
    """达到第二档年龄的当月，当地规定次月的从次月。"""
    return _first_month_at(birth_date, old_age_higher_age, months_per_year, old_age_starts)


@rule(
    member,
    "month",
    zh="第三档首月",
    en="first month in the third band",
    law="OAL",
)
def old_age_highest_first_month(birth_date, old_age_highest_age, months_per_year, old_age_starts):
    """达到第三档年龄的当月，当地规定次月的从次月。"""
    return _first_month_at(birth_date, old_age_highest_age, months_per_year, old_age_starts)


@rule(
    member,
    "yuan/month",
    zh="高龄津贴每月金额",
    en="monthly old-age allowance",
    law="OAL",
)
def old_age_amount(
    old_age_bands,
    old_age_rate,
    old_age_higher_rate,
    old_age_highest_rate,
    old_age_higher_first_month,
    old_age_highest_first_month,
    decision_month,
):
    """按年龄所在的档次发给；从达到该档年龄的首月起按该档。"""
    by_age = when(
        decision_month >= old_age_highest_first_month,
        old_age_highest_rate,
        when(decision_month >= old_age_higher_first_month, old_age_higher_rate, old_age_rate),
    )
    return when(old_age_bands == "one", old_age_rate, by_age)


@rule(
    member,
    "month",
    zh="高龄津贴起发的月份",
    en="month from which the old-age allowance is paid",
    law="OAL",
)
def old_age_paid_from(old_age_first_month, old_age_is_backdated, application_date):
    """自到龄的首月起；申请晚于该月的，自申请当月起，当地规定补发的除外。"""
    later = max(old_age_first_month, month_of(application_date))
    return when(old_age_is_backdated, old_age_first_month, later)


@rule(
    member,
    "month",
    zh="下次生存核查月",
    en="month of the next survival check",
    law="OAL",
)
def old_age_survival_check_month(decision_month, survival_check_months):
    """按当地规定的周期核查是否健在。"""
    return decision_month + survival_check_months
