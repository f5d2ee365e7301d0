"""What is asked about a home that a disaster damaged."""

from __future__ import annotations

from doudi.law.cn.facts import household
from doudi.rules.declare import category, truth
from doudi.units.text import Text

_EMERGENCY = Text("应急管理", "emergency management")

FACTS = [
    category(household, "home_damage",
             {"none": ("没有损坏", "no damage"), "minor": ("一般损坏", "minor damage"),
              "severe": ("严重损坏", "severe damage"), "collapsed": ("倒塌", "collapsed")},
             zh="住房损毁程度", en="damage to the home", source=_EMERGENCY),
    truth(household, "damaged_by_disaster", zh="住房因自然灾害损毁", en="the home was damaged by a natural disaster",
          source=_EMERGENCY),
    truth(household, "is_only_home", zh="损毁的是唯一住房", en="the damaged home is the only one",
          source=Text("不动产登记、住建", "real-estate registry, housing")),
    truth(household, "cannot_rebuild_unaided", zh="靠自救和自筹资金无法完成重建", en="cannot rebuild with own means",
          source=Text("入户调查", "home visit")),
    truth(household, "rebuilding_aid_paid", zh="这次灾害的重建补助已经发过", en="rebuilding aid for this disaster has been paid",
          source=_EMERGENCY),
]  # fmt: skip
