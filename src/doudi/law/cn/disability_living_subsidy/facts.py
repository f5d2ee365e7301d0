"""What only the living subsidy for disabled persons in difficulty asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import day, number, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")

FACTS = [
    number(member, "other_living_allowance", unit="yuan/month", between=(0, 100_000), zh="其他福利性生活津贴（离休、因公致残等）",
           en="another living allowance (retired cadre, injured on duty …)",
           source=Text("民政、人社、退役军人", "civil affairs, social security, veterans")),
    truth(member, "held_status_before", zh="申请前已是低保（或当地纳入的边缘）对象",
          en="was a Dibao member (or of an edge household that counts) before applying", source=_CIVIL),
    day(member, "status_held_since", zh="低保（边缘）身份起始日期", en="Dibao (edge) status since", source=_CIVIL),
]  # fmt: skip
