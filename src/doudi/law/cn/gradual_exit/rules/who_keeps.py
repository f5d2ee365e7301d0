"""Gradual exit （渐退期）: a family that rises above the line keeps its money for a while."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import month_of, presume, rounded, when


@rule(
    household,
    "truth",
    zh="收入升至低保标准以上",
    en="income has risen above the line",
    law="DB 33?; GX",
)
def has_risen_above_line(is_dibao_recipient, meets_dibao_income_test):
    """正在领取低保，家庭人均收入已不低于低保标准。"""
    return is_dibao_recipient & ~meets_dibao_income_test


@rule(
    household,
    "truth",
    zh="收入增加的原因符合渐退规定",
    en="the reason of the rise allows gradual exit",
    law="DB 33?; GX",
)
def rise_allows_gradual_exit(gradual_exit_reason, income_rose_by_employment):
    """国家规定为家庭成员就业；当地规定任何原因均可的，从其规定。"""
    return (gradual_exit_reason == "any_rise") | income_rose_by_employment


@rule(household, "truth", zh="没有欺骗情形", en="no deception", law="SA 68")
def is_honest(drew_by_fraud):
    """没有被认定以欺骗手段取得救助；没有认定的，推定没有。"""
    return ~presume(drew_by_fraud, 0, law="SA 68")


@rule(household, "month", zh="渐退期首月", en="first month of gradual exit", law="DB 33?; GX")
def gradual_exit_first_month(gradual_exit_began, gradual_exit_began_on, decision_month):
    """自作出决定的次月起计算；已经进入渐退期的，不重新起算。"""
    began = presume(gradual_exit_began, 0, law="DB 33?; GX")
    return when(began, month_of(gradual_exit_began_on), decision_month + 1)


@rule(household, "month", zh="渐退期末月", en="last month of gradual exit", law="DB 33?; GX")
def gradual_exit_last_month(gradual_exit_first_month, gradual_exit_months):
    """按当地规定的月数。"""
    return gradual_exit_first_month + gradual_exit_months - 1


@rule(household, "truth", zh="渐退期未满", en="gradual exit is not over", law="DB 33?; GX")
def gradual_exit_is_running(gradual_exit_last_month, gradual_exit_months, decision_month):
    """当地设有渐退期，且尚未满当地规定的月数。"""
    return (gradual_exit_months >= 1) & (decision_month <= gradual_exit_last_month)


@rule(household, "truth", zh="进入渐退期", en="is in gradual exit", law="DB 33?; GX")
def is_in_gradual_exit(
    has_local_hukou,
    has_risen_above_line,
    rise_allows_gradual_exit,
    meets_asset_test,
    is_honest,
    gradual_exit_is_running,
):
    """收入达到低保标准以上、财产仍符合规定且没有欺骗情形的，在当地规定的期限内给予渐退期。"""
    return (
        has_local_hukou
        & has_risen_above_line
        & rise_allows_gradual_exit
        & meets_asset_test
        & is_honest
        & gradual_exit_is_running
    )


@rule(
    household,
    "yuan/month",
    zh="渐退期每月金额",
    en="monthly amount in gradual exit",
    law="DB 33?; GX",
)
def gradual_exit_amount(current_dibao_amount, gradual_exit_share, dibao_rounding):
    """渐退期内按当地规定全额或减额发给。"""
    return rounded(current_dibao_amount * gradual_exit_share, dibao_rounding)
