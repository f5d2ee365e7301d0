"""The registers of left-behind children, elders and women: the cases below, at and above each threshold."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "left_behind_child_age": (
        (
            "留守儿童，差一天满十六周岁，登记",
            "留守儿童，当天满十六周岁，不再登记",
            "留守儿童，前一天已满十六周岁，不再登记",
        ),
    ),
    "left_behind_child_months": (
        (
            "没有规定期限的地方，父母明天才外出，后天起登记",
            "没有规定期限的地方，父母今天外出，明天起登记",
            "没有规定期限的地方，父母昨天外出，今天起登记",
        ),
        (
            "规定外出满六个月的地方，父母明天届满六个月，后天起登记",
            "规定外出满六个月的地方，父母今天才届满六个月，明天起登记",
            "规定外出满六个月的地方，父母昨天届满六个月，登记",
        ),
    ),
    "left_behind_elder_age": (
        (
            "留守老人，差一天满六十周岁，不登记",
            "留守老人，当天满六十周岁，登记",
            "留守老人，前一天已满六十周岁，登记",
        ),
    ),
    "left_behind_elder_months": (
        (
            "最后一个子女外出明天届满六个月，后天起登记",
            "最后一个子女外出今天才届满六个月，明天起登记",
            "最后一个子女外出昨天届满六个月，登记",
        ),
    ),
    "left_behind_woman_months": (
        (
            "丈夫外出务工明天届满六个月，后天起登记",
            "丈夫外出务工今天才届满六个月，明天起登记",
            "丈夫外出务工昨天届满六个月，登记",
        ),
    ),
}
