"""What only the care subsidy for severely disabled persons asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import number, truth
from doudi.units.text import Text

FACTS = [
    truth(member, "needs_long_term_care", zh="需要长期照护（六个月以上）",
          en="needs long-term care (six months or more)", source=Text("入户调查", "home visit"), sensitivity="sensitive"),
    number(member, "other_care_allowance", unit="yuan/month", between=(0, 100_000), zh="其他护理津贴（离休、养老等）",
           en="another care allowance (retired cadre, old age …)", source=Text("民政、人社", "civil affairs, social security")),
]  # fmt: skip
