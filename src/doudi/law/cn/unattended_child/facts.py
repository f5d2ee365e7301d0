"""What is asked about de facto unattended children （事实无人抚养儿童）."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import truth
from doudi.units.text import Text

FACTS = [
    truth(member, "is_unattended", zh="已纳入事实无人抚养儿童保障", en="in unattended-child support",
          source=Text("民政", "civil affairs")),
]  # fmt: skip
