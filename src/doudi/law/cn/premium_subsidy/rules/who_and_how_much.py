"""Who has the premium of resident medical insurance paid, and how much of it."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import max, min, when


@rule(
    member,
    "truth",
    zh="当地另行规定的全额资助对象",
    en="in a group the place pays in full",
    law="ML",
)
def is_in_local_premium_group(
    is_registered_poor,
    is_lifted_out,
    premium_covers_registered_poor,
    is_retrenched_worker,
    premium_covers_retrenched,
    has_mental_disorder,
    is_in_hardship,
    premium_covers_mental,
):
    """当地规定的，当年度未脱贫的建档立卡户、精减退职老职工、困难精神障碍患者。"""
    poor = is_registered_poor & ~is_lifted_out & premium_covers_registered_poor
    retrenched = is_retrenched_worker & premium_covers_retrenched
    mental = has_mental_disorder & is_in_hardship & premium_covers_mental
    return poor | retrenched | mental


@rule(member, "yuan", zh="全额资助部分", en="premium paid in full", law="SA 29; MA; ML")
def full_premium(is_medical_tekun, is_in_local_premium_group, premium_individual):
    """特困人员、孤儿全额资助；当地另行规定的对象也全额。"""
    return when(is_medical_tekun | is_in_local_premium_group, premium_individual, 0)


@rule(member, "yuan", zh="低保对象资助金额", en="premium subsidy as Dibao", law="SA 29; MA; ML")
def dibao_premium(is_medical_dibao, premium_for_dibao, premium_fixed_dibao, premium_individual):
    """低保对象、返贫致贫人口，按当地办法全额或者定额资助，不超过个人缴费标准。"""
    fixed = min(premium_fixed_dibao, premium_individual)
    amount = when(premium_for_dibao == "full", premium_individual, fixed)
    return when(is_medical_dibao, amount, 0)


@rule(member, "yuan", zh="低保边缘资助金额", en="premium subsidy as edge", law="MA; ML")
def edge_premium(is_medical_edge, premium_for_edge, premium_fixed_edge, premium_individual):
    """低保边缘家庭成员、监测对象，当地规定资助的，全额或者定额，不超过个人缴费标准。"""
    fixed = min(premium_fixed_edge, premium_individual)
    some = when(premium_for_edge == "full", premium_individual, fixed)
    amount = when(premium_for_edge == "none", 0, some)
    return when(is_medical_edge, amount, 0)


@rule(
    member,
    "yuan",
    zh="资助参保金额（估算）",
    en="premium subsidy (estimate)",
    law="SA 29; MA; ML",
)
def premium_subsidy_amount(full_premium, dibao_premium, edge_premium):
    """有几种身份的，按最高的一种，不重复资助。"""
    return max(full_premium, dibao_premium, edge_premium)


@rule(
    member,
    "truth",
    zh="有资助参保身份",
    en="has an identity for the premium subsidy",
    law="SA 29; MA; ML",
)
def has_premium_identity(premium_subsidy_amount):
    """属于全额或者定额资助的对象。"""
    return premium_subsidy_amount > 0


@rule(
    member,
    "truth",
    zh="可以得到参保资助",
    en="qualifies for the premium subsidy",
    law="SA 29; MA; ML",
)
def qualifies_for_premium_subsidy(joins_resident_insurance, has_premium_identity):
    """参加城乡居民基本医疗保险，并属于资助对象。"""
    return joins_resident_insurance & has_premium_identity
