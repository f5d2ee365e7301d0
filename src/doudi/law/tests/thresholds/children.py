"""Orphans and de facto unattended children: age, term, loss of contact."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "majority_age": (
        (
            "孤儿差一天满十八周岁，符合",
            "孤儿当天满十八周岁、不在校，不符合",
            "孤儿前一天已满十八周岁、不在校，不符合",
        ),
        (
            "事实无人抚养，差一天满十八周岁，符合",
            "事实无人抚养，当天满十八周岁、不在校，不符合",
            "事实无人抚养，前一天已满十八周岁、不在校，不符合",
        ),
    ),
    "unattended_term_months": (
        (
            "政策案例19，父亲被判五个月，不足六个月，不符合",
            "父亲被判六个月，符合“六个月以上”",
            "父亲被判七个月，符合“六个月以上”",
        ),
    ),
    "unattended_lost_contact_months": (
        (
            "政策案例19，九月一日是期间最后一天，当天还没有届满",
            "政策案例19，九月二日，期间已经届满，符合",
            "政策案例19，九月三日，符合",
        ),
    ),
}

NO_THRESHOLD = {"orphan_rate": "an amount"}
