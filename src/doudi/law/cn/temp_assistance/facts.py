"""What is asked about a sudden difficulty （临时困难）."""

from __future__ import annotations

from doudi.law.cn.facts import household
from doudi.rules.declare import category, day, number, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")
_VISIT = Text("入户调查", "home visit")

FACTS = [
    category(
        household,
        "temp_type",
        {
            "none": ("没有", "none"),
            "emergency": ("急难型（火灾、交通事故、意外、突发重病等）",
                          "emergency (fire, traffic or other accident, sudden illness …)"),
            "expenditure": ("支出型（医疗、教育等必需支出突然增加）",
                            "expenditure (a sudden rise of medical, education or other necessary costs)"),
        },
        zh="临时困难的类型",
        en="type of temporary difficulty",
        source=_VISIT,
    ),
    truth(household, "has_temporary_hardship", zh="基本生活暂时出现严重困难",
          en="basic living is for a time in serious difficulty", source=_VISIT),
    truth(household, "has_residence_permit", zh="持有当地居住证", en="holds a local residence permit",
          source=Text("公安（居住证）", "police (residence permits)")),
    number(household, "affected_persons", unit="person", between=(1, 60), zh="受影响的人数",
           en="persons affected by the difficulty", source=_VISIT),
    category(
        household,
        "difficulty_level",
        {
            "ordinary": ("一般", "ordinary"),
            "serious": ("较重", "serious"),
            "severe": ("特重", "severe"),
        },
        zh="困难程度",
        en="how heavy the difficulty is",
        source=_VISIT,
    ),
    number(household, "same_cause_grants", unit="time", between=(0, 20), zh="本年度同一事由已给予临时救助的次数",
           en="times aided this calendar year for the same cause", source=_CIVIL),
    number(household, "same_cause_granted", unit="yuan", between=(0, 1_000_000), zh="本年度同一事由已给予临时救助的金额",
           en="amount granted this calendar year for the same cause", source=_CIVIL),
    truth(household, "county_allows_again", zh="县级已同意同一事由再次救助",
          en="the county has agreed to aid the same cause again", source=_CIVIL),
    truth(household, "is_special_temp_case", zh="经县级“一事一议”认定的特殊情形",
          en="found by the county to be a special case", source=_CIVIL),
    day(household, "emergency_ended_on", zh="急难情形解除的日期", en="date on which the emergency ended", source=_VISIT),
]  # fmt: skip
