"""What is asked about a family that moved out of the village under the relocation plan."""

from __future__ import annotations

from doudi.law.cn.facts import household, member
from doudi.rules.declare import day, truth
from doudi.units.text import Text

_PLAN = Text("发改（易地扶贫搬迁）", "planning office (relocation)")

FACTS = [
    truth(household, "moved_to_town", zh="易地扶贫搬迁迁入城镇、产业园区", en="moved to a town or industrial park under the relocation plan",
          source=_PLAN),
    day(household, "moved_in_on", zh="搬迁入住日期", en="date of moving in", source=_PLAN),
    truth(household, "relocation_grant_paid", zh="搬迁临时生活救助金已经发过", en="the relocation aid has been paid",
          source=Text("民政", "civil affairs")),
    truth(member, "has_moved_in", zh="本人已随迁入住", en="has moved in with the family", source=_PLAN),
]  # fmt: skip
