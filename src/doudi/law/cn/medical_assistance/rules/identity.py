"""As whom a person gets medical assistance: the best of the identities held on the date of service."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import compare, for_one_person


@rule(
    member,
    "truth",
    zh="按特困人员、孤儿享受医疗救助",
    en="medical assistance as Tekun or orphan",
    law="SA 28; MA",
)
def is_medical_tekun(receives_tekun, receives_orphan):
    """就医之日享受特困供养或孤儿保障。"""
    return receives_tekun | receives_orphan


@rule(
    member,
    "truth",
    zh="按建档立卡贫困户享受医疗救助",
    en="medical assistance as registered poor",
    law="ML",
)
def is_medical_registered_poor(is_registered_poor, medical_covers_registered_poor):
    """当地规定包括的，建档立卡贫困户。"""
    return is_registered_poor & medical_covers_registered_poor


@rule(
    member,
    "truth",
    zh="按低保对象享受医疗救助",
    en="medical assistance as Dibao",
    law="SA 28; MA",
)
def is_medical_dibao(receives_dibao, is_returned_to_poverty):
    """就医之日享受低保，或者属于返贫致贫人口。"""
    return receives_dibao | is_returned_to_poverty


@rule(
    member,
    "truth",
    zh="按低保边缘家庭成员享受医疗救助",
    en="medical assistance as edge",
    law="MA",
)
def is_medical_edge(is_household_member, is_dibao_edge_household, is_monitored_household):
    """就医之日属于低保边缘家庭成员，或者防止返贫监测对象。"""
    return (is_household_member & is_dibao_edge_household) | is_monitored_household


@rule(
    member,
    "truth",
    zh="因病致贫重病患者",
    en="impoverished by illness",
    law="MA; ML",
)
def is_illness_impoverished(
    is_household_member,
    medical_cost,
    disposable_income_previous_year,
    residence_class,
    medical_illness_factor,
    meets_rigid_asset_test,
):
    """十二个月内个人负担的医疗费用超过上年度人均可支配收入的规定倍数，家庭财产符合规定。"""
    income = for_one_person(disposable_income_previous_year[residence_class])
    heavy = compare(medical_cost, income * medical_illness_factor, by=medical_illness_factor)
    return is_household_member & heavy & meets_rigid_asset_test


@rule(
    member,
    "truth",
    zh="没有起付标准的医疗救助身份",
    en="identity without deductible",
    law="MA",
)
def has_no_medical_deductible(is_medical_tekun, is_medical_registered_poor, is_medical_dibao):
    """特困人员、孤儿、低保对象、返贫致贫人口不设起付标准；当地规定包括的建档立卡贫困户也不设。"""
    return is_medical_tekun | is_medical_registered_poor | is_medical_dibao


@rule(
    member,
    "truth",
    zh="有医疗救助身份",
    en="has an identity for medical assistance",
    law="SA 28; MA",
)
def has_medical_identity(has_no_medical_deductible, is_medical_edge, is_illness_impoverished):
    """特困、孤儿、低保、返贫致贫、低保边缘、监测对象，或者因病致贫重病患者。"""
    return has_no_medical_deductible | is_medical_edge | is_illness_impoverished
