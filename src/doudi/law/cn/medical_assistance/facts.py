"""What is asked for medical assistance （医疗救助）: one settlement, and what the year has already seen."""

from __future__ import annotations

from doudi.law.cn.facts import MOST_YEARLY, household, member
from doudi.rules.declare import number, truth
from doudi.units.text import Text

_MEDICAL = Text("医保（结算）", "medical security (settlement)")
_RURAL = Text("乡村振兴（防止返贫监测）", "rural revitalisation (monitoring)")

FACTS = [
    number(member, "eligible_medical_cost", unit="yuan", between=(0, MOST_YEARLY), zh="本次政策范围内个人负担的医疗费用",
           en="own cost within the scope of insurance, this time", source=_MEDICAL,
           help=Text("基本医保、大病保险、补充保险报销以后，政策范围内个人还要负担的部分。",
                     "What is left within scope after basic, serious-illness and supplementary insurance.")),
    number(member, "medical_deductible_used", unit="yuan", between=(0, MOST_YEARLY), zh="本年度已经用掉的医疗救助起付标准",
           en="medical deductible already used this year", source=_MEDICAL),
    number(member, "medical_aid_paid", unit="yuan", between=(0, MOST_YEARLY), zh="本年度已经得到的医疗救助金",
           en="medical assistance already paid this year", source=_MEDICAL),
    truth(household, "is_returned_to_poverty", zh="返贫致贫人口", en="returned to poverty", source=_RURAL),
    truth(household, "is_monitored_household", zh="防止返贫监测对象", en="monitored against return to poverty",
          source=_RURAL),
]  # fmt: skip
