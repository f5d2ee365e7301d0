"""What only the register of left-behind elders asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import day, truth
from doudi.units.text import Text

_VILLAGE = Text("村（居）委会走访", "visit of the village committee")

FACTS = [
    truth(member, "has_living_children", zh="有健在的子女", en="has living children", source=_VILLAGE),
    truth(member, "children_are_all_away", zh="子女全部外出", en="all children are away", source=_VILLAGE),
    day(member, "last_child_left_on", zh="最后一个子女外出的日期", en="date the last child left", source=_VILLAGE),
]  # fmt: skip
