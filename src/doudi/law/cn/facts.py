"""The facts dictionary: every input of the Chinese rulebook, for households, their members and outside supporters.

Amounts of income and assets are sums per person over the base period (`income_base_months`); the register keeps the rows
behind them. Labels are the words a clerk uses; `source` is the department or person a fact comes from.
"""

from __future__ import annotations

from typing import Any

from doudi.rules.declare import Fact, category, day, number, truth
from doudi.rules.nodes import Entity
from doudi.units.text import Text

household = Entity("household", Text("家庭", "household"))
member = household.rows("member", zh="家庭成员", en="household member", maximum=60)
supporter = household.rows(
    "supporter", zh="赡养（抚养、扶养）义务人", en="legal supporter", maximum=20
)

ENTITIES = [household, member, supporter]

_POLICE = Text("公安（户籍）", "police (hukou)")
_BANKS = Text("核对机构（银行）", "cross-check centre (banks)")
_VEHICLES = Text("公安交管（车辆登记）", "vehicle registry")
_HOUSING = Text("不动产登记、住建", "real-estate registry, housing")
_MARKET = Text("市场监管（登记）", "market regulation (business register)")
_DPF = Text("残联（残疾人证）", "Disabled Persons' Federation (certificate)")
_HRSS = Text("人社（社保）", "human resources and social security")
_HEALTH = Text("医保、医疗机构", "medical security, hospitals")
_CIVIL = Text("民政", "civil affairs")
_COURT = Text("法院、司法行政", "courts, justice administration")
_VISIT = Text("入户调查", "home visit")

MOST_YEARLY = 10_000_000  # yuan a person and base period: beyond it a figure is a slip of the pen

YES_NO_HOUSEHOLD = [
    truth(household, "has_local_hukou", zh="具有本地户籍", en="has local hukou", source=_POLICE),
    truth(household, "disposed_assets", zh="近期赠与、转让过财产或超标建房装修",
          en="gave away assets, or built above standard, recently", source=_VISIT),
    truth(household, "is_dibao_recipient", zh="目前正在领取低保", en="receives Dibao at present", source=_CIVIL),
    truth(household, "income_rose_by_employment", zh="收入增加是因为家庭成员就业",
          en="income rose because a member took a job", source=_VISIT),
    truth(household, "gradual_exit_began", zh="已经进入渐退期", en="gradual exit has already begun", source=_CIVIL),
    truth(household, "drew_by_fraud", zh="已认定以欺骗手段取得救助",
          en="found by decision to have obtained aid by deception", source=_CIVIL, sensitivity="sensitive"),
    truth(household, "is_registered_poor", zh="建档立卡贫困户", en="a registered poor household",
          source=Text("乡村振兴（原扶贫）", "rural revitalisation (formerly poverty relief)")),
    truth(household, "income_is_unstable", zh="收入来源不稳定", en="income is unstable", source=_VISIT),
]  # fmt: skip

HOUSEHOLD = [
    category(
        household,
        "residence_class",
        {"urban": ("城镇", "urban"), "rural": ("农村", "rural")},
        zh="城乡类别",
        en="urban or rural",
        source=_POLICE,
    ),
    number(household, "homes", unit="item", between=(0, 20), zh="住房套数", en="number of homes", source=_HOUSING),
    number(household, "home_floor_area", unit="m2", between=(0, 5000), zh="住房总建筑面积",
           en="floor space of all homes", source=_HOUSING),
    day(household, "disposed_on", zh="处置财产的日期", en="date assets were given away", source=_VISIT),
    number(household, "current_dibao_amount", unit="yuan/month", between=(0, 1_000_000), zh="目前每月低保金",
           en="present monthly Dibao", source=_CIVIL),
    category(
        household,
        "dibao_class",
        {"a": ("A档", "class A"), "b": ("B档", "class B"), "c": ("C档", "class C")},
        zh="低保档次",
        en="Dibao class",
        source=_CIVIL,
    ),
    day(household, "application_date", zh="申请日期", en="date of application", source=_CIVIL),
    day(household, "gradual_exit_began_on", zh="渐退期起始日期（首月任意一天）",
        en="start of gradual exit (any day of its first month)", source=_CIVIL),
    *YES_NO_HOUSEHOLD,
]  # fmt: skip

RELATIONS = {
    "head": ("户主", "head"),
    "spouse": ("配偶", "spouse"),
    "child": ("子女", "child"),
    "parent": ("父母", "parent"),
    "grandchild": ("孙子女、外孙子女", "grandchild"),
    "grandparent": ("祖父母、外祖父母", "grandparent"),
    "sibling": ("兄弟姐妹", "sibling"),
    "other": ("其他人", "other"),
}

PERSON = [
    day(member, "birth_date", zh="出生日期", en="date of birth", source=_POLICE),
    category(member, "relation", RELATIONS, zh="与户主关系", en="relation to head", source=_POLICE),
    truth(member, "lives_with_family", zh="与家庭长期共同生活", en="lives with the family long-term", source=_VISIT),
    truth(member, "has_duty_relation", zh="与家庭成员有法定赡养、抚养、扶养义务关系",
          en="owes or is owed support by a member in law", source=_VISIT,
          help=("子女、父母、配偶不用填；孙辈、祖辈、兄弟姐妹只在顺序在前的义务人已死亡或无力时有义务；儿媳、女婿随其配偶计入的，填“是”。",
                "Not asked of children, parents and spouses. Grandchildren, grandparents and siblings: only where the nearer duty-bearer is dead or unable. A member's own spouse counts: yes.")),
    truth(member, "can_live_independently", zh="成年后能独立生活", en="an adult who can live independently",
          source=_VISIT),
    category(
        member,
        "schooling",
        {
            "none": ("不在校", "not studying"),
            "up_to_bachelor": ("全日制本科及以下在读", "full time, up to bachelor"),
            "postgraduate": ("研究生在读", "postgraduate"),
        },
        zh="在校情况",
        en="schooling",
        source=Text("教育", "education"),
    ),
    truth(member, "is_imprisoned", zh="正在服刑", en="in prison", source=_COURT, sensitivity="sensitive"),
    truth(member, "is_in_compulsory_isolation", zh="在强制隔离戒毒", en="in compulsory drug isolation",
          source=_COURT, sensitivity="sensitive"),
    truth(member, "is_declared_missing", zh="已被宣告失踪", en="declared missing", source=_COURT),
    truth(member, "is_conscript", zh="义务兵", en="conscript", source=Text("退役军人、武装部", "armed forces office")),
    truth(member, "is_clergy", zh="在宗教场所的宗教教职人员", en="religious staff at a religious place",
          source=_VISIT, sensitivity="sensitive"),
    day(member, "clergy_since", zh="在宗教场所居住起始日期", en="living at the religious place since", source=_VISIT),
    truth(member, "is_tekun", zh="已纳入特困供养", en="in Tekun support", source=_CIVIL),
    truth(member, "is_orphan", zh="已纳入孤儿保障", en="in orphan support", source=_CIVIL),
]  # fmt: skip

CONDITION = [
    category(
        member,
        "disability_type",
        {
            "none": ("无", "none"),
            "visual": ("视力", "visual"),
            "hearing": ("听力", "hearing"),
            "speech": ("言语", "speech"),
            "physical": ("肢体", "physical"),
            "intellectual": ("智力", "intellectual"),
            "mental": ("精神", "mental"),
            "multiple": ("多重", "multiple"),
        },
        zh="残疾类别",
        en="type of disability",
        source=_DPF,
        sensitivity="sensitive",
    ),
    category(
        member,
        "disability_grade",
        {
            "none": ("无", "none"),
            "grade_1": ("一级", "grade 1"),
            "grade_2": ("二级", "grade 2"),
            "grade_3": ("三级", "grade 3"),
            "grade_4": ("四级", "grade 4"),
        },
        zh="残疾等级",
        en="grade of disability",
        source=_DPF,
        sensitivity="sensitive",
    ),
    truth(member, "has_major_illness", zh="患有当地认定的重病", en="has a locally listed major illness",
          source=_HEALTH, sensitivity="sensitive"),
    truth(member, "is_able_to_work", zh="有劳动能力", en="able to work", source=_VISIT),
    truth(member, "is_unemployed", zh="未就业", en="unemployed", source=_HRSS),
    number(member, "work_refusals", unit="time", between=(0, 100), zh="连续无正当理由拒绝介绍工作的次数",
           en="suitable jobs refused in a row without good reason", source=_HRSS),
    truth(member, "is_in_hardship", zh="生活困难", en="in hardship", source=_VISIT),
]  # fmt: skip


def _income(name: str, zh: str, en: str, **more: Any) -> Fact:
    return number(member, name, unit="yuan", between=(0, MOST_YEARLY), zh=zh, en=en, **more)


INCOME = [
    _income("income_wage", "工资性收入", "wages", source=_HRSS),
    _income("wage_deductions", "个人所得税和个人社保缴费", "income tax and own social insurance", source=_HRSS),
    number(member, "months_worked", unit="month", between=(0, 12), zh="务工月数", en="months worked"),
    _income("employment_cost", "就业成本（实际发生）", "actual cost of working"),
    _income("income_business", "经营收入（毛收入）", "business and farm receipts"),
    _income("business_cost", "经营成本", "cost of business and farm"),
    _income("income_property", "财产收入", "property income (rent, interest, dividends)"),
    _income("property_cost", "取得财产收入的费用", "cost of property income"),
    _income("income_pension_basic", "中央确定的基础养老金", "centrally set basic pension", source=_HRSS),
    _income("income_pension_other", "其他养老金（含个人账户、地方增发）", "other pension (personal account, local top-up)",
            source=_HRSS),
    _income("income_old_age_allowance", "高龄津贴", "old-age allowance", source=_CIVIL),
    _income("income_transfer", "其他转移收入", "other transfers",
            help=("政府发放的救助款物不是收入，不要填在这里：临时救助、一次性补贴、价格补贴、残疾人两项补贴等。",
                  "Money and goods of government assistance are no income and do not belong here: temporary and one-off aid, price subsidies, disability subsidies.")),
    _income("transfer_deductions", "转移支出（税费、赡养支出等）", "transfers paid out"),
    _income("special_cost", "重病、残疾额外支出", "extra cost of illness or disability", source=_HEALTH),
]  # fmt: skip

ASSETS = [
    number(member, "deposits", unit="yuan", between=(0, 100_000_000), zh="存款", en="deposits", source=_BANKS),
    number(member, "exempt_deposits", unit="yuan", between=(0, 100_000_000), zh="不计入的存款",
           en="deposits not counted", source=_VISIT),
    number(member, "other_financial_assets", unit="yuan", between=(0, 100_000_000),
           zh="其他金融资产（证券、基金、理财、保险现金价值等）",
           en="other financial assets (securities, funds, insurance cash value …)", source=_BANKS),
    number(member, "motor_vehicles", unit="item", between=(0, 50), zh="名下机动车", en="motor vehicles registered",
           source=_VEHICLES),
    number(member, "exempt_motor_vehicles", unit="item", between=(0, 50),
           zh="其中不计入的车辆（残疾人代步车、经核实的借名登记等）",
           en="of these not counted (disabled person's vehicle, name proven to be lent …)", source=_VISIT),
    truth(member, "has_active_business", zh="名下有正常经营的公司、较大个体经营",
          en="owns a company or a business above small size", source=_MARKET),
]  # fmt: skip

SUPPORT_KINDS = {
    "child": ("子女", "child"),
    "spouse": ("配偶", "spouse"),
    "parent": ("父母", "parent"),
    "grandchild": ("孙子女、外孙子女", "grandchild"),
    "grandparent": ("祖父母、外祖父母", "grandparent"),
    "elder_sibling": ("兄、姐", "elder brother or sister"),
    "younger_sibling": ("弟、妹", "younger brother or sister"),
}

EXEMPTIONS = {
    "none": ("无", "none"),
    "dibao": ("低保家庭", "Dibao household"),
    "tekun": ("特困人员", "Tekun person"),
    "edge": ("低保边缘家庭", "Dibao-edge household"),
    "severely_disabled": ("重度残疾", "severely disabled"),
    "minor": ("未成年", "a minor"),
    "imprisoned": ("服刑", "in prison"),
    "student": ("在校学生", "a student"),
    "missing": ("失踪", "missing"),
}

SUPPORT = [
    category(supporter, "supporter_kind", SUPPORT_KINDS, zh="与被赡养人关系", en="relation to the person supported",
             source=_POLICE),
    category(supporter, "payer_exemption", EXEMPTIONS, zh="已登记的免除情形", en="recorded ground of exemption",
             source=_CIVIL),
    number(supporter, "payer_income", unit="yuan/month", between=(0, MOST_YEARLY), zh="义务人家庭月收入",
           en="monthly income of the supporter's household", source=_HRSS),
    number(supporter, "payer_household_size", unit="person", between=(1, 60), zh="义务人家庭人口",
           en="persons in the supporter's household", source=_POLICE),
    number(supporter, "children_of_parents", unit="person", between=(1, 20), zh="父母的子女数",
           en="number of the parents' children", source=_POLICE),
    truth(supporter, "supported_person_is_minor", zh="被扶养人未成年", en="the person supported is a minor",
          source=_POLICE),
    truth(supporter, "supported_person_is_dependent", zh="被扶养人未成年，或无劳动能力又无生活来源",
          en="the person supported is a minor, or has neither work ability nor means", source=_VISIT),
    truth(supporter, "nearer_supporter_is_unable", zh="顺序在前的义务人已死亡或无力履行",
          en="the nearer duty-bearer is dead or unable", source=_VISIT),
    truth(supporter, "was_raised_by_supported", zh="由被扶养人扶养长大", en="was raised by the person supported",
          source=_VISIT),
    truth(supporter, "has_court_order", zh="有法院判决、调解", en="there is a judgment or court mediation",
          source=_COURT),
    number(supporter, "court_amount", unit="yuan/month", between=(0, 1_000_000), zh="判决、调解的金额",
           en="amount of the judgment or mediation", source=_COURT),
    truth(supporter, "has_support_agreement", zh="有合理的赡养（抚养、扶养）协议", en="there is a reasonable agreement"),
    number(supporter, "agreed_amount", unit="yuan/month", between=(0, 1_000_000), zh="协议金额", en="agreed amount"),
    number(supporter, "paid_amount", unit="yuan/month", between=(0, 1_000_000), zh="实际给付金额",
           en="amount really paid"),
]  # fmt: skip

FACTS = [*HOUSEHOLD, *PERSON, *CONDITION, *INCOME, *ASSETS, *SUPPORT]
