"""Dibao-edge households （低保边缘家庭）: no monthly money, but access to other aid."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import compare, when


@rule(
    household,
    "yuan/person/month",
    zh="低保边缘收入标准",
    en="Dibao-edge income line",
    law="EH",
)
def edge_line(dibao_line, residence_class, edge_line_base, edge_factor):
    """低保标准的若干倍；有的地方统一按农村低保标准计算。"""
    base = when(edge_line_base == "rural", dibao_line["rural"], dibao_line[residence_class])
    return base * edge_factor


@rule(
    household,
    "truth",
    zh="人均收入符合边缘标准",
    en="income per head within the edge line",
    law="EH",
)
def meets_edge_income_test(income_per_head, edge_line, edge_factor):
    """家庭人均收入低于（或不高于）低保边缘标准，按当地措辞。"""
    return compare(income_per_head, edge_line, by=edge_factor)


@rule(
    household,
    "truth",
    zh="金融资产在边缘限额以内",
    en="financial assets within the edge limit",
    law="EH; AL",
)
def meets_edge_financial_test(
    household_financial_assets,
    household_size,
    financial_asset_limit,
    edge_asset_factor,
    asset_limit_method,
):
    """人均金融资产不超过低保边缘家庭的限额。"""
    per_head = household_financial_assets / household_size
    return compare(per_head, financial_asset_limit * edge_asset_factor, by=asset_limit_method)


@rule(household, "truth", zh="不是低保家庭", en="is no Dibao household", law="EH")
def is_not_dibao_household(is_dibao_household, is_in_gradual_exit):
    """不符合低保条件，也不在渐退期内。"""
    return ~is_dibao_household & ~is_in_gradual_exit


@rule(
    household,
    "truth",
    zh="符合低保边缘家庭条件",
    en="qualifies as a Dibao-edge household",
    law="EH",
)
def is_dibao_edge_household(
    has_local_hukou,
    has_household_members,
    is_not_dibao_household,
    meets_edge_income_test,
    meets_edge_financial_test,
    meets_common_asset_tests,
):
    """不符合低保条件，人均收入在低保边缘标准以内，且家庭财产符合规定。"""
    return (
        has_local_hukou
        & has_household_members
        & is_not_dibao_household
        & meets_edge_income_test
        & meets_edge_financial_test
        & meets_common_asset_tests
    )


@rule(household, "month", zh="边缘家庭身份起始月", en="first month as edge household", law="EH")
def edge_first_month(decision_month):
    """自作出决定的次月起享受。"""
    return decision_month + 1


@rule(household, "month", zh="边缘家庭身份有效至", en="last month as edge household", law="EH")
def edge_last_month(edge_first_month, edge_validity_months):
    """有效期届满前重新核查。"""
    return edge_first_month + edge_validity_months - 1
