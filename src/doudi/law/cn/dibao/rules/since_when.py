"""From which month Dibao is paid, and when it is reviewed."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import any, month_of, presume, when


@rule(household, "month", zh="低保起发月", en="first month of Dibao", law="DB 22?; DBT")
def dibao_first_month(payment_start, decision_month, application_date):
    """从作出确认决定的次月起发给；当地规定从决定当月或申请当月的，从其规定。"""
    return when(
        payment_start == "month_after_decision",
        decision_month + 1,
        when(payment_start == "decision_month", decision_month, month_of(application_date)),
    )


@rule(household, "truth", zh="需要每半年核查", en="reviewed every half year", law="DB 30?; DBT")
def is_reviewed_often(income_is_unstable, is_able_to_work, is_household_member):
    """收入来源不固定、有劳动能力的家庭，每半年核查；没有记录的，推定收入稳定。"""
    return presume(income_is_unstable, 0, law="DB 30?; DBT") & any(
        is_able_to_work & is_household_member
    )


@rule(household, "month", zh="下次核查月", en="month of next review", law="DB 30?; DBT")
def dibao_review_month(dibao_first_month, is_reviewed_often, review_months, review_months_unstable):
    """情况变化不大的每年核查一次，收入不固定且有劳动能力的每半年一次。"""
    return dibao_first_month + when(is_reviewed_often, review_months_unstable, review_months)
