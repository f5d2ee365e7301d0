"""The groups of the staff menu. An entry names its group by key; a group without a place for the viewer is not shown."""

from __future__ import annotations

from doudi.units.text import Text

#: In the order in which they stand.
GROUPS: dict[str, Text] = {
    "today": Text("今日工作", "Today"),
    "cases": Text("受理与办理", "Applications and cases"),
    "awards": Text("待遇与复核", "Awards and reviews"),
    "payments": Text("资金发放", "Payments"),
    "care": Text("照护", "Care"),
    "families": Text("家庭与人员", "Families and people"),
    "supervision": Text("监督检查", "Supervision"),
    "law": Text("政策依据", "The law"),
    "staff": Text("人员与岗位", "Staff and postings"),
    "system": Text("系统", "System"),
}
