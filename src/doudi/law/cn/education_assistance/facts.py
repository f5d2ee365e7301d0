"""What is asked for education assistance （教育救助）."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import truth
from doudi.units.text import Text

FACTS = [
    truth(member, "cannot_attend_school", zh="因残疾不能入学接受义务教育",
          en="cannot attend compulsory school because of disability", source=Text("教育、残联", "education, Disabled Persons' Federation"),
          help=Text("只问没有在校的残疾未成年人。", "Asked only of disabled minors who are not at school.")),
]  # fmt: skip
