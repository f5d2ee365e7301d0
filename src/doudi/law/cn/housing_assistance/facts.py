"""What is asked for housing assistance （住房救助）."""

from __future__ import annotations

from doudi.law.cn.facts import household
from doudi.rules.declare import category
from doudi.units.text import Text

FACTS = [
    category(
        household,
        "house_grade",
        {
            "a": ("A级（安全）", "grade A (safe)"),
            "b": ("B级（基本安全）", "grade B (mostly safe)"),
            "c": ("C级（局部危险）", "grade C (partly dangerous)"),
            "d": ("D级（整体危险）", "grade D (dangerous as a whole)"),
        },
        zh="住房安全等级",
        en="safety grade of the house",
        source=Text("住建（房屋鉴定）", "housing (survey)"),
    ),
]  # fmt: skip
