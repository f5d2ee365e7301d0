"""Which families are helped through the winter after a disaster, and with how much （冬春生活救助）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import count, when


@rule(
    household,
    "truth",
    zh="有口粮、衣被或取暖困难",
    en="lacks food, clothes or heating",
    law="DR 21",
)
def has_winter_need(lacks_food, lacks_clothing, lacks_heating):
    """口粮、衣被、取暖有一项困难。"""
    return lacks_food | lacks_clothing | lacks_heating


@rule(household, "truth", zh="符合冬春救助条件", en="qualifies for winter relief", law="DR 21")
def is_winter_spring_household(
    hit_by_disaster, has_winter_need, cannot_cope_unaided, winter_spring_paid
):
    """当年冬季、次年春季生活困难、自身无力克服的受灾户，本年度还没有领取。"""
    return hit_by_disaster & has_winter_need & cannot_cope_unaided & ~winter_spring_paid


@rule(household, "person", zh="在家受灾人数", en="persons at home who were hit", law="DR 21")
def persons_to_help(lives_with_family):
    """一起生活的人有几人。"""
    return count(lives_with_family)


@rule(household, "yuan", zh="冬春救助（估算）", en="winter relief (estimate)", law="DR 21")
def winter_spring_amount_due(
    lacks_food,
    lacks_clothing,
    lacks_heating,
    winter_spring_food,
    winter_spring_clothing,
    winter_spring_heating,
    persons_to_help,
):
    """按所缺的各项标准相加，乘以在家人数。"""
    food = when(lacks_food, winter_spring_food * persons_to_help, 0)
    clothing = when(lacks_clothing, winter_spring_clothing * persons_to_help, 0)
    heating = when(lacks_heating, winter_spring_heating * persons_to_help, 0)
    return food + clothing + heating
