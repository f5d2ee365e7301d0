"""Second condition of Tekun support: no means （无生活来源）. The person's own income and assets, whatever the household's."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import compare, for_one_person, max


@rule(
    member,
    "yuan",
    zh="本人收入（特困认定）",
    en="own income for Tekun support",
    law="TK 6?; TKO 6?",
)
def tekun_income(
    countable_wage,
    income_business_net,
    income_property_net,
    income_pension_other,
    income_transfer,
    tekun_exempt_transfer,
    transfer_deductions,
):
    """工资、经营、财产、转移净收入之和，不含中央基础养老金、基本医疗保险待遇、优待抚恤金和高龄津贴。"""
    transfers = income_pension_other + max(income_transfer - tekun_exempt_transfer, 0)
    earned = countable_wage + income_business_net + income_property_net
    return earned + max(transfers - transfer_deductions, 0)


@rule(
    member,
    "truth",
    zh="本人收入低于低保标准（特困认定）",
    en="own income below the line for Tekun support",
    law="TK 6?; TKO 6?",
)
def meets_tekun_income_test(tekun_income, income_base_months, dibao_line, residence_class):
    """本人收入低于当地最低生活保障标准。"""
    line = for_one_person(dibao_line[residence_class])
    return compare(tekun_income / income_base_months, line, by=dibao_line)


@rule(
    member,
    "truth",
    zh="本人财产符合特困人员规定",
    en="own assets within the Tekun rules",
    law="TK 6?; TKO 6?",
)
def meets_tekun_asset_test(
    financial_assets,
    tekun_asset_limit_months,
    dibao_line,
    residence_class,
    countable_vehicles,
    vehicle_limit,
    homes,
    home_limit,
    has_active_business,
):
    """本人金融资产不超过当地限额，车辆、住房不超过规定数量，没有正常经营的企业。"""
    limit = for_one_person(dibao_line[residence_class] * tekun_asset_limit_months)
    return (
        compare(financial_assets, limit, by=tekun_asset_limit_months)
        & (countable_vehicles <= vehicle_limit)
        & (homes <= home_limit)
        & ~has_active_business
    )


@rule(member, "truth", zh="无生活来源", en="without means", law="SA 14; TK 6?; TKO 6?")
def no_means(meets_tekun_income_test, meets_tekun_asset_test):
    """本人收入低于当地低保标准，且财产符合当地特困人员财产状况规定。"""
    return meets_tekun_income_test & meets_tekun_asset_test
