"""What is asked about a family's difficulties in the winter and spring after a disaster."""

from __future__ import annotations

from doudi.law.cn.facts import household
from doudi.rules.declare import truth
from doudi.units.text import Text

_VISIT = Text("入户调查", "home visit")
_EMERGENCY = Text("应急管理", "emergency management")

FACTS = [
    truth(household, "hit_by_disaster", zh="本冬春年度内因自然灾害受灾", en="was hit by a natural disaster in this winter's relief year",
          source=_EMERGENCY),
    truth(household, "lacks_food", zh="缺口粮", en="lacks food", source=_VISIT),
    truth(household, "lacks_clothing", zh="缺衣被", en="lacks clothes or bedding", source=_VISIT),
    truth(household, "lacks_heating", zh="缺取暖条件", en="lacks heating", source=_VISIT),
    truth(household, "cannot_cope_unaided", zh="自身无力克服冬春困难", en="cannot cope with the winter unaided", source=_VISIT),
    truth(household, "winter_spring_paid", zh="本冬春年度的救助已经领取", en="this winter's relief has been received",
          source=_EMERGENCY),
]  # fmt: skip
