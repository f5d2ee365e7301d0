"""What only the old-age allowance asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import category, truth
from doudi.units.text import Text

RETIRED_FROM = {
    "none": ("不是退休人员", "not a retiree"),
    "state_body": ("机关", "state body"),
    "institution": ("事业单位", "public institution"),
    "enterprise": ("企业", "enterprise"),
}

FACTS = [
    category(member, "retired_from", RETIRED_FROM, zh="从什么单位退休", en="retired from",
             source=Text("人社（养老保险）", "human resources and social security (pensions)")),
    truth(member, "elects_old_age_allowance", zh="选择领高龄津贴（与残疾人补贴只领一项时）",
          en="chooses the old-age allowance where only one of it and a disability subsidy is paid"),
]  # fmt: skip
