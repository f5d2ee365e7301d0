"""What is asked for the premium subsidy （资助参保）."""

from __future__ import annotations

from doudi.law.cn.facts import household, member
from doudi.rules.declare import truth
from doudi.units.text import Text

FACTS = [
    truth(member, "joins_resident_insurance", zh="参加城乡居民基本医疗保险", en="joins resident medical insurance",
          source=Text("医保、税务", "medical security, tax office")),
    truth(member, "is_retrenched_worker", zh="六十年代精减退职老职工", en="worker laid off in the 1960s retrenchment",
          source=Text("民政", "civil affairs")),
    truth(member, "has_mental_disorder", zh="经诊断的精神障碍患者", en="diagnosed with a mental disorder",
          source=Text("卫生健康（严重精神障碍管理）", "health (register of mental disorders)"), sensitivity="sensitive"),
    truth(household, "is_lifted_out", zh="建档立卡户已经脱贫", en="registered poor household lifted out of poverty",
          source=Text("乡村振兴（原扶贫）", "rural revitalisation (formerly poverty relief)")),
]  # fmt: skip
