"""Support that relatives outside the household owe （赡养费、抚养费、扶养费）: counted even if it is not paid."""

from doudi.law.cn.facts import household, supporter
from doudi.rules.declare import rule
from doudi.rules.language import for_one_person, is_one_of, max, sum, when


@rule(
    supporter,
    "truth",
    zh="有法定义务",
    en="has a legal duty",
    law="CC 26; CC 1059; CC 1067; CC 1074; CC 1075",
)
def has_support_duty(
    supporter_kind,
    supported_person_is_minor,
    supported_person_is_dependent,
    nearer_supporter_is_unable,
    was_raised_by_supported,
):
    """子女、配偶有义务；父母对未成年或不能自立的子女有义务；前一顺序不能履行的，孙子女、外孙子女有义务，祖父母、外祖父母和兄、姐对未成年人有义务；由兄、姐扶养长大的弟、妹，在兄、姐缺乏劳动能力又缺乏生活来源时有义务；兄、姐对成年的弟、妹没有义务。"""
    by_youth = is_one_of(supporter_kind, "grandparent", "elder_sibling") & supported_person_is_minor
    younger = (supporter_kind == "younger_sibling") & was_raised_by_supported
    return (
        is_one_of(supporter_kind, "child", "spouse")
        | ((supporter_kind == "parent") & supported_person_is_dependent)
        | (((supporter_kind == "grandchild") | by_youth) & nearer_supporter_is_unable)
        | (younger & supported_person_is_dependent)
    )


@rule(supporter, "truth", zh="应当给付", en="must pay support", law="SF")
def must_pay_support(has_support_duty, payer_exemption):
    """有法定义务，且没有登记的免除情形（低保、特困、边缘家庭、重残、未成年、服刑、在校、失踪）。"""
    return has_support_duty & (payer_exemption == "none")


@rule(
    supporter,
    "yuan/month",
    zh="按人均收入核算的给付（公式A，人均）",
    en="support by formula A, per head",
    law="SF",
)
def support_by_a_per_head(
    payer_income,
    payer_household_size,
    dibao_line,
    residence_class,
    children_of_parents,
    support_a_few_children,
    support_a_rate_few,
    support_a_rate_many,
):
    """义务人家庭人均收入超过低保标准的部分，按子女人数确定的比例给付。"""
    line = dibao_line[residence_class]
    excess = for_one_person(
        max((payer_income - line * payer_household_size) / payer_household_size, 0)
    )
    few = children_of_parents <= support_a_few_children
    return when(few, excess * support_a_rate_few, excess * support_a_rate_many)


@rule(
    supporter,
    "yuan/month",
    zh="按家庭收入核算的给付（公式A，全户）",
    en="support by formula A, household",
    law="SF",
)
def support_by_a_household(
    payer_income,
    payer_household_size,
    dibao_line,
    residence_class,
    children_of_parents,
    support_a_few_children,
    support_a_rate_few,
    support_a_rate_many,
):
    """义务人家庭收入超过低保标准乘以人口的部分，按子女人数确定的比例给付。"""
    excess = max(payer_income - dibao_line[residence_class] * payer_household_size, 0)
    few = children_of_parents <= support_a_few_children
    return when(few, excess * support_a_rate_few, excess * support_a_rate_many)


@rule(
    supporter,
    "yuan/month",
    zh="按低收入标准核算的给付（公式B）",
    en="support by formula B",
    law="SF",
)
def support_by_b(
    payer_income,
    payer_household_size,
    dibao_line,
    residence_class,
    support_b_line_factor,
    support_b_rate,
):
    """义务人家庭收入超过低收入标准乘以人口的部分，按规定比例给付。"""
    low_income_line = dibao_line[residence_class] * support_b_line_factor
    return max(payer_income - low_income_line * payer_household_size, 0) * support_b_rate


@rule(supporter, "yuan/month", zh="按公式核算的给付", en="support by formula", law="SF")
def support_by_formula(
    support_formula, support_by_a_per_head, support_by_a_household, support_by_b
):
    """没有判决和协议的，按当地公式核算。"""
    return when(
        support_formula == "support_A_percapita",
        support_by_a_per_head,
        when(support_formula == "support_A_household", support_by_a_household, support_by_b),
    )


@rule(supporter, "yuan/month", zh="核定的给付", en="support counted", law="SF; UD 2")
def support_due(
    must_pay_support,
    has_court_order,
    court_amount,
    has_support_agreement,
    agreed_amount,
    support_by_formula,
    paid_amount,
):
    """依次按判决或调解、合理协议、公式确定；实际给付更高的，按实际。"""
    by_right = when(
        has_court_order,
        court_amount,
        when(has_support_agreement, agreed_amount, support_by_formula),
    )
    return max(when(must_pay_support, by_right, 0), paid_amount)


@rule(household, "yuan/month", zh="应得赡养（抚养、扶养）费", en="support income", law="UD 2; SF")
def support_income(support_due):
    """各义务人给付合计，计入家庭收入，不论是否实际支付。"""
    return sum(support_due)
