"""Education, housing and employment: what is referred to another department."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "housing_difficulty_area": (
        (
            "城镇低保家庭人均14.99平方米，是住房困难，转住房部门",
            "城镇低保家庭人均正好15平方米，不是住房困难",
            "城镇低保家庭人均15.01平方米，不是住房困难",
        ),
    ),
}
