"""Whom the county looks after, and how they are found: by what was decided for them, else by somebody who knows the door."""

from __future__ import annotations

from doudi.units.text import Text

TEKUN = "tekun"
GROUPS: dict[str, Text] = {
    TEKUN: Text("特困人员", "people in extreme difficulty"),
    "child": Text("孤儿、事实无人抚养儿童", "orphans and unattended children"),
    "left_behind_child": Text("留守儿童", "left-behind children"),
    "left_behind_elder": Text("留守老人", "left-behind elders"),
    "left_behind_woman": Text("留守妇女", "left-behind women"),
    "disabled": Text("重度残疾人", "severely disabled people"),
    "homeless": Text("流浪乞讨安置人员", "homeless people taken in"),
    "other": Text("其他需要照护的人", "others who need care"),
}
#: Programme → the group that its beneficiaries are of.
GROUP_OF_PROGRAMME: dict[str, str] = {
    "tekun": TEKUN,
    "orphan": "child",
    "unattended_child": "child",
    "left_behind_child": "left_behind_child",
    "left_behind_elder": "left_behind_elder",
    "left_behind_woman": "left_behind_woman",
    "disability_care_subsidy": "disabled",
    "homeless_settlement": "homeless",
}
