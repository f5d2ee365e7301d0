"""Household assets （家庭财产）: each kind tested against the place's limit."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, any, compare, max, passed, sum, when


@rule(member, "yuan", zh="计入的金融资产", en="countable financial assets", law="AL; DB 14?")
def financial_assets(deposits, exempt_deposits, other_financial_assets):
    """存款（扣除规定不计入的）和其他金融资产。"""
    return max(deposits - exempt_deposits, 0) + other_financial_assets


@rule(household, "yuan", zh="家庭金融资产", en="household financial assets", law="AL; DB 14?")
def household_financial_assets(financial_assets, is_household_member):
    """共同生活的家庭成员金融资产合计。"""
    return sum(financial_assets, where=is_household_member)


@rule(
    household,
    "yuan/person",
    zh="人均金融资产限额",
    en="limit of financial assets per head",
    law="AL; SA 10",
)
def financial_asset_limit(
    asset_limit_method,
    asset_limit_months,
    asset_limit_financial_per_capita,
    dibao_line,
    residence_class,
):
    """按低保标准的若干个月，或按固定金额，由当地确定。"""
    return when(
        asset_limit_method == "months_of_line",
        dibao_line[residence_class] * asset_limit_months,
        asset_limit_financial_per_capita,
    )


@rule(
    household,
    "truth",
    zh="金融资产在限额以内",
    en="financial assets within the limit",
    law="AL; SA 9",
)
def meets_financial_asset_test(
    household_financial_assets, household_size, financial_asset_limit, asset_limit_method
):
    """人均金融资产不超过当地限额。"""
    per_head = household_financial_assets / household_size
    return compare(per_head, financial_asset_limit, by=asset_limit_method)


@rule(member, "item", zh="计入的机动车", en="countable motor vehicles", law="AL; DB 14?")
def countable_vehicles(motor_vehicles, exempt_motor_vehicles):
    """名下机动车，不含残疾人代步车、经核实的借名登记等。"""
    return max(motor_vehicles - exempt_motor_vehicles, 0)


@rule(household, "truth", zh="机动车符合规定", en="motor vehicles within the limit", law="AL; SA 9")
def meets_vehicle_test(countable_vehicles, is_household_member, vehicle_limit):
    """家庭名下计入的机动车不超过当地规定的数量。"""
    return sum(countable_vehicles, where=is_household_member) <= vehicle_limit


@rule(household, "truth", zh="住房符合规定", en="homes within the limit", law="AL; SA 9")
def meets_real_estate_test(
    homes, home_limit, home_floor_area, household_size, second_home_floor_area
):
    """住房不超过规定套数；多一套的，人均面积须在当地住房困难标准以内，按当地措辞。"""
    one_more = homes <= home_limit + 1
    small = compare(
        home_floor_area / household_size, second_home_floor_area, by=second_home_floor_area
    )
    return (homes <= home_limit) | (one_more & small)


@rule(
    household,
    "truth",
    zh="没有正常经营的企业",
    en="no active business above small size",
    law="AL; SA 9",
)
def meets_business_test(has_active_business, is_household_member):
    """家庭成员名下没有正常经营的公司或较大个体经营。"""
    return ~any(has_active_business & is_household_member)


@rule(household, "truth", zh="没有近期处置财产", en="no recent disposal of assets", law="AL")
def meets_disposal_test(disposed_assets, disposed_on, disposal_lookback_months):
    """规定期限内没有赠与、转让财产或超标建房装修；期限届满后不再影响。"""
    return ~disposed_assets | passed(add_months(disposed_on, disposal_lookback_months))


@rule(
    household,
    "truth",
    zh="车辆、住房、经营和处置财产符合规定",
    en="vehicles, homes, business and disposals within the rules",
    law="AL; SA 9",
)
def meets_common_asset_tests(
    meets_vehicle_test, meets_real_estate_test, meets_business_test, meets_disposal_test
):
    """机动车、住房、企业和处置财产四项都符合规定。"""
    return meets_vehicle_test & meets_real_estate_test & meets_business_test & meets_disposal_test


@rule(household, "truth", zh="家庭财产符合规定", en="assets within the limits", law="SA 9")
def meets_asset_test(meets_financial_asset_test, meets_common_asset_tests):
    """家庭财产状况符合当地规定。"""
    return meets_financial_asset_test & meets_common_asset_tests
