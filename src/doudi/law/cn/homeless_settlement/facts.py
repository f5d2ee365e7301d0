"""What is asked of a person whose identity stays unknown at a relief station."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import day, truth
from doudi.units.text import Text

_STATION = Text("救助管理站、公安", "relief station, police")

FACTS = [
    truth(member, "identity_is_unknown", zh="在站受助，身份仍查不清", en="at a relief station, identity still unknown", source=_STATION),
    day(member, "entered_station_on", zh="入站日期", en="date of entering the relief station", source=_STATION),
]  # fmt: skip
