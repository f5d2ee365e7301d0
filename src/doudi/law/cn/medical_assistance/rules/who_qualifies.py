"""Who gets medical assistance for a settlement."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule


@rule(
    member,
    "truth",
    zh="可以得到医疗救助",
    en="qualifies for medical assistance",
    law="SA 28; SA 29; MA",
)
def qualifies_for_medical_assistance(
    has_medical_identity, exceeds_medical_deductible, has_medical_cap_left
):
    """就医之日有医疗救助身份，报销后个人负担的费用超过起付标准，本年度没有达到上限。"""
    return has_medical_identity & exceeds_medical_deductible & has_medical_cap_left
