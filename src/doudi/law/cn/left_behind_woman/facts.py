"""What only the register of left-behind women asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import category, day
from doudi.units.text import Text

_VILLAGE = Text("村（居）委会走访", "visit of the village committee")

FACTS = [
    category(member, "sex", {"female": ("女", "female"), "male": ("男", "male")}, zh="性别", en="sex",
             source=Text("公安（户籍）", "police (hukou)")),
    category(
        member,
        "spouse_situation",
        {
            "none": ("没有配偶", "no spouse"),
            "present": ("在家", "at home"),
            "works_away": ("外出务工", "works away from home"),
        },
        zh="配偶的情况",
        en="situation of the spouse",
        source=_VILLAGE,
    ),
    day(member, "spouse_away_since", zh="配偶外出务工起始日期", en="spouse away since", source=_VILLAGE),
]  # fmt: skip
