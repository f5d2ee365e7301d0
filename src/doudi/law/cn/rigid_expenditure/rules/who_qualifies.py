"""Which households are in difficulty from rigid expenditure （刚性支出困难家庭）."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import compare, sum, when


@rule(member, "yuan", zh="本人的刚性支出", en="person's rigid expenditure", law="RX; LA")
def member_rigid_cost(
    medical_cost,
    education_cost,
    rehabilitation_cost,
    rigid_counts_rehabilitation,
    accident_cost,
    rigid_counts_accident,
):
    """个人负担的医疗、教育支出；当地规定的，还有残疾康复、意外事故支出。"""
    rehabilitation = when(rigid_counts_rehabilitation, rehabilitation_cost, 0)
    accident = when(rigid_counts_accident, accident_cost, 0)
    return medical_cost + education_cost + rehabilitation + accident


@rule(household, "yuan", zh="家庭刚性支出", en="rigid expenditure of the household", law="RX; LA")
def rigid_cost(member_rigid_cost, is_household_member):
    """共同生活的家庭成员刚性支出合计。"""
    return sum(member_rigid_cost, where=is_household_member)


@rule(household, "truth", zh="有刚性支出", en="has rigid expenditure", law="RX; LA")
def has_rigid_cost(rigid_cost):
    """核算期内有个人负担的必需支出。"""
    return rigid_cost > 0


@rule(household, "yuan/person", zh="家庭年人均收入", en="yearly income per head", law="RX; LA")
def yearly_income_per_head(household_income, household_size, income_base_months, months_in_year):
    """家庭收入按核算月数折成全年，除以家庭人口。"""
    return household_income * months_in_year / (household_size * income_base_months)


@rule(
    household,
    "truth",
    zh="年人均收入低于上年度人均可支配收入",
    en="yearly income per head below last year's disposable income",
    law="RX; LA",
)
def meets_rigid_income_test(
    yearly_income_per_head, disposable_income_previous_year, residence_class
):
    """家庭年人均收入低于上年度当地人均可支配收入。"""
    return compare(
        yearly_income_per_head,
        disposable_income_previous_year[residence_class],
        by=disposable_income_previous_year,
    )


@rule(
    household,
    "truth",
    zh="金融资产在刚性支出困难家庭限额以内",
    en="financial assets within the limit for rigid expenditure",
    law="RX; AL",
)
def meets_rigid_financial_test(
    household_financial_assets,
    household_size,
    financial_asset_limit,
    rigid_asset_factor,
    asset_limit_method,
):
    """人均金融资产不超过刚性支出困难家庭的限额。"""
    per_head = household_financial_assets / household_size
    return compare(per_head, financial_asset_limit * rigid_asset_factor, by=asset_limit_method)


@rule(
    household,
    "truth",
    zh="财产符合刚性支出困难家庭规定",
    en="assets within the rules for rigid expenditure",
    law="RX; AL",
)
def meets_rigid_asset_test(meets_rigid_financial_test, meets_common_asset_tests):
    """金融资产在限额以内，机动车、住房、企业和处置财产符合规定。"""
    return meets_rigid_financial_test & meets_common_asset_tests


@rule(
    household,
    "truth",
    zh="刚性支出占收入达到规定比例",
    en="rigid expenditure reaches the set share of income",
    law="RX; LA",
)
def meets_rigid_ratio(
    rigid_cost, rigid_cost_months, household_income, income_base_months, rigid_ratio
):
    """医疗、教育等必需支出达到（或超过）家庭收入的规定比例。"""
    spent = rigid_cost / rigid_cost_months
    earned = household_income * rigid_ratio / income_base_months
    return compare(spent, earned, by=rigid_ratio)


@rule(
    household,
    "yuan/person/month",
    zh="扣除刚性支出后的月人均收入",
    en="monthly income per head after rigid expenditure",
    law="RX; LA",
)
def income_per_head_after_rigid_cost(
    household_income, income_base_months, rigid_cost, rigid_cost_months, household_size
):
    """家庭月收入减去月均刚性支出，除以家庭人口。"""
    left = household_income * rigid_cost_months - rigid_cost * income_base_months
    return left / (household_size * income_base_months * rigid_cost_months)


@rule(
    household,
    "truth",
    zh="扣除刚性支出后低于规定标准",
    en="below the set line after rigid expenditure",
    law="RX; LA",
)
def meets_rigid_net_test(
    income_per_head_after_rigid_cost, dibao_line, residence_class, rigid_net_factor
):
    """收入减去必需支出后，人均低于低保标准的规定倍数。"""
    return compare(
        income_per_head_after_rigid_cost,
        dibao_line[residence_class] * rigid_net_factor,
        by=rigid_net_factor,
    )


@rule(
    household,
    "truth",
    zh="刚性支出达到规定程度",
    en="rigid expenditure is heavy enough",
    law="RX; LA",
)
def meets_rigid_cost_test(rigid_test, has_rigid_cost, meets_rigid_ratio, meets_rigid_net_test):
    """按当地办法，支出占收入达到规定比例，或者扣除支出后人均收入低于规定标准。"""
    heavy = when(rigid_test == "ratio", meets_rigid_ratio, meets_rigid_net_test)
    return has_rigid_cost & heavy


@rule(
    household,
    "truth",
    zh="刚性支出困难家庭",
    en="is a rigid-expenditure household",
    law="RX; LA",
)
def is_rigid_expenditure_household(
    has_local_hukou,
    has_household_members,
    is_not_dibao_household,
    is_dibao_edge_household,
    meets_rigid_income_test,
    meets_rigid_asset_test,
    meets_rigid_cost_test,
):
    """不符合低保、特困、低保边缘条件，年人均收入低于上年度当地人均可支配收入，财产符合规定，医疗、教育等必需支出达到规定程度。"""
    return (
        has_local_hukou
        & has_household_members
        & is_not_dibao_household
        & ~is_dibao_edge_household
        & meets_rigid_income_test
        & meets_rigid_asset_test
        & meets_rigid_cost_test
    )


@rule(
    household,
    "month",
    zh="刚性支出困难家庭身份起始月",
    en="first month of rigid-expenditure status",
    law="RX",
)
def rigid_first_month(decision_month):
    """自认定当月起。"""
    return decision_month


@rule(
    household,
    "month",
    zh="刚性支出困难家庭身份有效至",
    en="last month of rigid-expenditure status",
    law="RX",
)
def rigid_last_month(rigid_first_month, rigid_validity_months):
    """有效期届满前重新核查。"""
    return rigid_first_month + rigid_validity_months - 1
