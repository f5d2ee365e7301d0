"""Which households qualify for Dibao （最低生活保障）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import compare


@rule(
    household,
    "truth",
    zh="家庭人均收入低于低保标准",
    en="income per head below the Dibao line",
    law="SA 9",
)
def meets_dibao_income_test(income_per_head, dibao_line, residence_class):
    """共同生活的家庭成员人均收入低于当地最低生活保障标准。"""
    return compare(income_per_head, dibao_line[residence_class], by=dibao_line)


@rule(household, "truth", zh="符合低保条件", en="qualifies for Dibao", law="SA 9")
def is_dibao_household(
    has_local_hukou, has_household_members, meets_dibao_income_test, meets_asset_test
):
    """具有本地户籍，家庭人均收入低于低保标准，且家庭财产状况符合规定。"""
    return has_local_hukou & has_household_members & meets_dibao_income_test & meets_asset_test
