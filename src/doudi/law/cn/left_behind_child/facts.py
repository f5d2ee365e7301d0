"""What only the register of left-behind children asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import category, day
from doudi.units.text import Text

_VILLAGE = Text("村（居）委会走访", "visit of the village committee")

SITUATIONS = {
    "present": ("在家，有监护能力", "at home and able to be a guardian"),
    "unable": (
        "没有监护能力（含已故、失踪、服刑）",
        "unable to be a guardian (also dead, missing, in prison)",
    ),
    "works_away": ("外出务工", "works away from home"),
}

FACTS = [
    category(member, "father_situation", SITUATIONS, zh="父亲的情况", en="situation of the father", source=_VILLAGE),
    category(member, "mother_situation", SITUATIONS, zh="母亲的情况", en="situation of the mother", source=_VILLAGE),
    day(member, "father_away_since", zh="父亲外出务工起始日期", en="father away since", source=_VILLAGE),
    day(member, "mother_away_since", zh="母亲外出务工起始日期", en="mother away since", source=_VILLAGE),
]  # fmt: skip
