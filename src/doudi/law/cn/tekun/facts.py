"""What is asked about persons in extreme difficulty （特困人员） and about those who owe them support."""

from __future__ import annotations

from doudi.law.cn.facts import member, supporter
from doudi.rules.declare import category, day, number, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")
_VISIT = Text("入户调查", "home visit")
_DPF = Text("残联（残疾人证）", "Disabled Persons' Federation (certificate)")
_COURT = Text("法院、司法行政", "courts, justice administration")
_ASSESSORS = Text("自理能力评估", "self-care assessment")


def _indicator(name: str, zh: str, en: str):  # type: ignore[no-untyped-def]
    return truth(member, name, zh=zh, en=en, source=_ASSESSORS, sensitivity="sensitive")


PERSON = [
    truth(member, "elects_tekun", zh="选择特困供养", en="chooses Tekun support",
          source=Text("本人申请", "the person's application"),
          help=("符合条件的人可以选择特困供养，也可以继续随家庭享受低保。", "Who qualifies may choose Tekun support or stay with the family's Dibao.")),
    category(
        member,
        "tekun_form",
        {
            "support_institutional": ("集中供养", "institutional support"),
            "support_dispersed": ("分散供养", "dispersed support"),
        },
        zh="供养方式",
        en="form of Tekun support",
        source=Text("本人选择", "the person's choice"),
    ),
    truth(member, "lives_on_own_work", zh="以自己的劳动收入为主要生活来源", en="lives mainly on own work", source=_VISIT),
    truth(member, "is_in_secondary_school", zh="在接受义务教育或就读普通高中、中等职业学校",
          en="in compulsory, upper-secondary or vocational school", source=Text("教育", "education")),
    truth(member, "found_without_work_ability", zh="已认定属于省级规定的其他无劳动能力情形",
          en="found to be without work ability on another ground of the province", source=_CIVIL),
    number(member, "tekun_exempt_transfer", unit="yuan", between=(0, 10_000_000),
           zh="其他转移收入中的医疗保险待遇、优待抚恤金",
           en="medical insurance benefits and veterans' compensation within other transfers",
           source=Text("医保、退役军人部门", "medical security, veterans' affairs")),
    truth(member, "has_able_supporter_at_home", zh="家中有能履行义务的法定义务人",
          en="a legal supporter within the household is able", source=_VISIT,
          help=("只在家中还有其他家庭成员时才问；按与户外义务人相同的办法认定。",
                "Asked only where the household has other members; judged as for supporters outside it.")),
    _indicator("can_eat", "能自主吃饭", "eats without help"),
    _indicator("can_dress", "能自主穿衣", "dresses without help"),
    _indicator("can_transfer_bed", "能自主上下床", "gets in and out of bed without help"),
    _indicator("can_use_toilet", "能自主如厕", "uses the toilet without help"),
    _indicator("can_walk_indoors", "能在室内自主行走", "walks indoors without help"),
    _indicator("can_bathe", "能自主洗澡", "bathes without help"),
]  # fmt: skip

SUPPORTERS = [
    day(supporter, "supporter_birth_date", zh="义务人出生日期", en="supporter's date of birth",
        source=Text("公安（户籍）", "police (hukou)")),
    number(supporter, "supporter_own_income", unit="yuan", between=(0, 10_000_000), zh="义务人本人年收入",
           en="supporter's own yearly income", source=Text("人社（社保）", "human resources and social security")),
    category(
        supporter,
        "supporter_disability",
        {
            "none": ("无", "none"),
            "severe": ("重度（一、二级）", "severe (grade 1–2)"),
            "mind_grade_3": ("三级智力、精神残疾", "intellectual or mental, grade 3"),
            "other": ("其他残疾", "other disability"),
        },
        zh="义务人残疾情况",
        en="supporter's disability",
        source=_DPF,
        sensitivity="sensitive",
    ),
    truth(supporter, "supporter_meets_asset_rule", zh="义务人财产符合规定", en="supporter's assets within the rules",
          source=_CIVIL,
          help=("2021年7月1日前按当地特困人员财产规定，之后按低收入家庭财产规定。",
                "Before 2021-07-01 the local rules for Tekun persons, since then those for low-income families.")),
    truth(supporter, "supporter_lacks_capacity", zh="义务人无民事行为能力", en="supporter has no civil capacity",
          source=_COURT, sensitivity="sensitive"),
    truth(supporter, "supporter_is_missing", zh="义务人被宣告失踪", en="supporter is declared missing", source=_COURT),
    truth(supporter, "supporter_is_imprisoned", zh="义务人在监狱服刑", en="supporter is in prison", source=_COURT,
          sensitivity="sensitive"),
    truth(supporter, "supporter_found_unable", zh="已认定属于省级规定的其他无履行义务能力情形",
          en="found unable to fulfil the duty on another ground of the province", source=_CIVIL),
]  # fmt: skip

FACTS = [*PERSON, *SUPPORTERS]
