"""Who gets temporary assistance （临时救助）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import presume


@rule(
    household,
    "truth",
    zh="遇到急难或者必需支出突然增加",
    en="is hit by an emergency or by sudden spending",
    law="SA 47; TA",
)
def has_temp_claim(temp_type):
    """因火灾、交通事故等意外事件、突发重大疾病，或者生活必需支出突然增加。"""
    return temp_type != "none"


@rule(
    household,
    "truth",
    zh="户籍或居住符合临时救助规定",
    en="residence allows temporary assistance",
    law="TA; TL",
)
def meets_temp_residence_test(temp_type, has_local_hukou, has_residence_permit):
    """支出型要有本地户籍或居住证；急难型在事情发生地救助，不看户籍。"""
    return (temp_type != "expenditure") | has_local_hukou | has_residence_permit


@rule(
    household,
    "truth",
    zh="收入符合临时救助规定",
    en="income allows temporary assistance",
    law="TL; TB",
)
def meets_temp_income_test(temp_type, meets_rigid_income_test):
    """支出型的，年人均收入低于上年度人均可支配收入；急难型可以不核对。"""
    return (temp_type != "expenditure") | meets_rigid_income_test


@rule(
    household,
    "truth",
    zh="财产符合临时救助规定",
    en="assets allow temporary assistance",
    law="TL; TB",
)
def meets_temp_asset_test(temp_type, meets_rigid_asset_test):
    """支出型的，家庭财产符合当地规定；急难型可以不核对。"""
    return (temp_type != "expenditure") | meets_rigid_asset_test


@rule(
    household,
    "truth",
    zh="同一事由本年度没有超过救助次数",
    en="the cause has not had its aid of the year",
    law="TL",
)
def is_new_cause(same_cause_grants, temp_times_per_year, county_allows_again):
    """同一事由一个自然年度内一般只救助一次；县级同意再次救助的除外，没有记录的推定没有同意。"""
    again = presume(county_allows_again, 0, law="TL")
    return (same_cause_grants < temp_times_per_year) | again


@rule(
    household,
    "truth",
    zh="符合临时救助条件",
    en="qualifies for temporary assistance",
    law="SA 47; TA; TB",
)
def qualifies_for_temp_assistance(
    has_temp_claim,
    has_temporary_hardship,
    meets_temp_residence_test,
    meets_temp_income_test,
    meets_temp_asset_test,
    is_new_cause,
):
    """遇到突发事件、意外伤害、重大疾病或其他特殊原因，基本生活暂时出现严重困难的家庭和个人；低保、特困对象仍有困难的也可以。"""
    return (
        has_temp_claim
        & has_temporary_hardship
        & meets_temp_residence_test
        & meets_temp_income_test
        & meets_temp_asset_test
        & is_new_cause
    )
