"""The old-age allowance: the cases below, at and above each threshold. Bands change with the month, the first age with the day."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "old_age_age": (
        (
            "政策案例27，差一天满八十周岁，没有高龄津贴",
            "政策案例27，农民当天满八十周岁，每月50元，8月起",
            "政策案例27，次日申请，已满八十周岁，9月起",
        ),
        (
            "2月29日出生的老人，九十周岁起发的地方，2月27日还未满",
            "2月29日出生的老人，九十周岁起发的地方，平年2月28日即满",
            "2月29日出生的老人，九十周岁起发的地方，3月1日已满",
        ),
    ),
    "old_age_higher_age": (
        (
            "满九十周岁的前一个月，还按第一档",
            "满九十周岁的当月，按第二档",
            "满九十周岁的次月，按第二档",
        ),
    ),
    "old_age_highest_age": (
        (
            "满一百周岁的前一个月，还按第二档",
            "满一百周岁的当月，按第三档",
            "满一百周岁的次月，按第三档",
        ),
    ),
}

NO_THRESHOLD = {
    "old_age_rate": "an amount",
    "old_age_higher_rate": "an amount",
    "old_age_highest_rate": "an amount",
    "survival_check_months": "counted onwards",
    "months_per_year": "a factor",
}
