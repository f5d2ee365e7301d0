"""Countable income （可支配收入中计入的部分）: four kinds, less what is deducted or exempt."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import for_one_person, max, min, sum, when


@rule(member, "yuan", zh="扣减的就业成本", en="deducted cost of working", law="DB 13?; IN")
def deducted_employment_cost(
    income_wage,
    months_worked,
    employment_cost,
    employment_cost_method,
    employment_cost_per_month,
    employment_cost_share_of_wage,
    employment_cost_share_of_line,
    employment_cost_cap_per_month,
    dibao_line,
    residence_class,
):
    """就业产生的必要成本，按当地确定的办法扣减，不超过工资收入；按工资比例或实际发生扣减的，不超过当地上限。"""
    line = dibao_line[residence_class]
    by_line = for_one_person(line * employment_cost_share_of_line) * months_worked
    most = employment_cost_cap_per_month * months_worked
    cost = when(
        employment_cost_method == "none",
        0,
        when(
            employment_cost_method == "fixed_month",
            employment_cost_per_month * months_worked,
            when(
                employment_cost_method == "pct_of_wage",
                min(income_wage * employment_cost_share_of_wage, most),
                when(employment_cost_method == "pct_of_line", by_line, min(employment_cost, most)),
            ),
        ),
    )
    return min(cost, income_wage)


@rule(member, "yuan", zh="计入的工资性收入", en="countable wages", law="DB 13?; IN")
def countable_wage(income_wage, wage_deductions, deducted_employment_cost):
    """工资性收入，扣除个人所得税、个人社保缴费和必要的就业成本。"""
    return max(income_wage - wage_deductions - deducted_employment_cost, 0)


@rule(member, "yuan", zh="经营净收入", en="net business income", law="IN")
def income_business_net(income_business, business_cost):
    """经营收入扣除经营成本、生产性资产折旧和生产税。"""
    return max(income_business - business_cost, 0)


@rule(member, "yuan", zh="财产净收入", en="net property income", law="IN")
def income_property_net(income_property, property_cost):
    """财产收入扣除相关费用。"""
    return max(income_property - property_cost, 0)


@rule(member, "yuan", zh="计入的养老金", en="countable pension", law="DB 13?; DBT")
def countable_pension(income_pension_basic, income_pension_other, basic_pension_is_exempt):
    """中央确定的基础养老金规定不计入的，不计入；其他养老金计入。"""
    return income_pension_other + when(basic_pension_is_exempt, 0, income_pension_basic)


@rule(member, "yuan", zh="转移净收入", en="net transfer income", law="IN; DB 13?")
def income_transfer_net(
    countable_pension,
    income_old_age_allowance,
    old_age_allowance_is_exempt,
    income_transfer,
    transfer_deductions,
):
    """养老金、补偿、赠与等转移收入，扣除转移支出；高龄津贴按当地规定。"""
    allowance = when(old_age_allowance_is_exempt, 0, income_old_age_allowance)
    return max(countable_pension + allowance + income_transfer - transfer_deductions, 0)


@rule(member, "yuan", zh="本人计入的收入", en="person's countable income", law="DB 13?; IN")
def member_income(countable_wage, income_business_net, income_property_net, income_transfer_net):
    """工资性、经营、财产、转移四项收入之和。"""
    return countable_wage + income_business_net + income_property_net + income_transfer_net


@rule(household, "yuan", zh="成员收入合计", en="members' income", law="DB 13?; DBT")
def members_income(member_income, is_household_member):
    """共同生活的家庭成员收入合计。"""
    return sum(member_income, where=is_household_member)


@rule(
    member,
    "yuan",
    zh="扣减的重病、残疾额外支出",
    en="deducted extra cost of illness or disability",
    law="DB 13?; DBT",
)
def deducted_special_cost(special_cost, special_cost_is_deducted):
    """重病、残疾增加的必要支出，当地规定可以扣减的，扣减。"""
    return when(special_cost_is_deducted, special_cost, 0)


@rule(
    household,
    "yuan",
    zh="家庭扣减的额外支出",
    en="extra cost deducted for the household",
    law="DB 13?; DBT",
)
def household_special_cost(deducted_special_cost, is_household_member):
    """病人、残疾人自己没有收入的，额外支出也从家庭收入中扣减。"""
    return sum(deducted_special_cost, where=is_household_member)


@rule(
    household,
    "yuan",
    zh="家庭收入（核算期内）",
    en="household income (base period)",
    law="DB 13?; UD 2",
)
def household_income(members_income, support_income, income_base_months, household_special_cost):
    """家庭成员收入，加上应当给付的赡养费、抚养费、扶养费，减去规定扣减的额外支出。"""
    return max(members_income + support_income * income_base_months - household_special_cost, 0)


@rule(household, "yuan/person/month", zh="家庭月人均收入", en="monthly income per head", law="SA 9")
def income_per_head(household_income, household_size, income_base_months):
    """家庭收入除以核算月数和家庭人口。"""
    return household_income / (household_size * income_base_months)
