"""Which states of a parent leave a child without care （事实无人抚养）."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, is_one_of, passed


@rule(
    member,
    "truth",
    zh="父亲被限制自由且期限够长",
    en="the father is deprived of liberty for long enough",
    law="UNA",
)
def father_is_confined(
    father_state, father_term_months, father_term_ends_on, unattended_term_months, decision_date
):
    """父亲服刑在押、强制隔离戒毒或者被执行其他限制人身自由的措施，期限在六个月以上，且尚未届满。"""
    confined = is_one_of(father_state, "imprisoned", "in_isolation", "otherwise_detained")
    long_enough = father_term_months >= unattended_term_months
    return confined & long_enough & (decision_date <= father_term_ends_on)


@rule(
    member,
    "truth",
    zh="母亲被限制自由且期限够长",
    en="the mother is deprived of liberty for long enough",
    law="UNA",
)
def mother_is_confined(
    mother_state, mother_term_months, mother_term_ends_on, unattended_term_months, decision_date
):
    """母亲服刑在押、强制隔离戒毒或者被执行其他限制人身自由的措施，期限在六个月以上，且尚未届满。"""
    confined = is_one_of(mother_state, "imprisoned", "in_isolation", "otherwise_detained")
    long_enough = mother_term_months >= unattended_term_months
    return confined & long_enough & (decision_date <= mother_term_ends_on)


@rule(
    member,
    "truth",
    zh="父亲失联满六个月",
    en="contact with the father lost for six months",
    law="UNA",
)
def father_has_lost_contact(father_state, father_reported_on, unattended_lost_contact_months):
    """父亲失去联系且未履行监护抚养责任六个月以上，自报警起算，期间届满的次日起算满。"""
    complete = passed(add_months(father_reported_on, unattended_lost_contact_months))
    return (father_state == "lost_contact") & complete


@rule(
    member,
    "truth",
    zh="母亲失联满六个月",
    en="contact with the mother lost for six months",
    law="UNA",
)
def mother_has_lost_contact(mother_state, mother_reported_on, unattended_lost_contact_months):
    """母亲失去联系且未履行监护抚养责任六个月以上，自报警起算，期间届满的次日起算满。"""
    complete = passed(add_months(mother_reported_on, unattended_lost_contact_months))
    return (mother_state == "lost_contact") & complete


@rule(
    member,
    "truth",
    zh="父亲无法抚养（2019年文本）",
    en="the father cannot care (text of 2019)",
    law="UNA",
    name="father_is_in_difficulty",
    since="2020-01-01",
    until="2020-12-23",
)
def father_is_in_difficulty_2019(father_state, father_is_confined, father_has_lost_contact):
    """父亲重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施或者失联。"""
    unwell = is_one_of(father_state, "severely_disabled", "seriously_ill")
    return unwell | father_is_confined | father_has_lost_contact


@rule(
    member,
    "truth",
    zh="父亲无法抚养",
    en="the father cannot care",
    law="UNA; UNB",
    since="2020-12-24",
)
def father_is_in_difficulty(father_state, father_is_confined, father_has_lost_contact):
    """父亲重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施、失联或者被撤销监护资格。"""
    by_state = is_one_of(father_state, "severely_disabled", "seriously_ill", "guardianship_revoked")
    return by_state | father_is_confined | father_has_lost_contact


@rule(
    member,
    "truth",
    zh="母亲无法抚养（2019年文本）",
    en="the mother cannot care (text of 2019)",
    law="UNA",
    name="mother_is_in_difficulty",
    since="2020-01-01",
    until="2020-12-23",
)
def mother_is_in_difficulty_2019(mother_state, mother_is_confined, mother_has_lost_contact):
    """母亲重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施或者失联。"""
    unwell = is_one_of(mother_state, "severely_disabled", "seriously_ill")
    return unwell | mother_is_confined | mother_has_lost_contact


@rule(
    member,
    "truth",
    zh="母亲无法抚养",
    en="the mother cannot care",
    law="UNA; UNB",
    since="2020-12-24",
)
def mother_is_in_difficulty(mother_state, mother_is_confined, mother_has_lost_contact):
    """母亲重残、重病、服刑在押、强制隔离戒毒、被执行其他限制人身自由的措施、失联或者被撤销监护资格。"""
    by_state = is_one_of(mother_state, "severely_disabled", "seriously_ill", "guardianship_revoked")
    return by_state | mother_is_confined | mother_has_lost_contact
