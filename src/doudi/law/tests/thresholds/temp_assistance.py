"""Temporary assistance."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "temp_township_limit": (
        (
            "临时救助999.99元，乡镇决定",
            "政策案例23，临时救助正好1000元，乡镇决定",
            "政策案例23，临时救助1000.01元，由县级决定",
        ),
    ),
    "temp_cap_months": (
        (
            "按五个月计算，比每人上限少一个月，照给",
            "按六个月计算，正好到每人上限",
            "按七个月计算，超过每人上限，按上限给",
        ),
    ),
    "temp_special_cap_months": (
        (
            "县级“一事一议”的特殊情形，按十一个月，没有超过特殊上限",
            "县级“一事一议”的特殊情形，按十二个月，正好到特殊上限",
            "县级“一事一议”的特殊情形，按十三个月，按特殊上限给",
        ),
    ),
    "temp_times_per_year": (
        (
            "政策案例23，本年度同一事由还没有救助过，可以",
            "政策案例23，同一事由十一月再次申请，县级没有同意，不给",
            "同一事由本年度已经救助两次，不给",
        ),
    ),
    "disposable_income_previous_year": (
        (
            "支出型，年人均收入比人均可支配收入少一分，符合收入条件",
            "支出型，年人均收入正好等于人均可支配收入，不符合",
            "支出型，年人均收入比人均可支配收入多一分，不符合",
        ),
    ),
}

NO_THRESHOLD = {
    "temp_months": "months that are multiplied",
    "temp_fixed_amount": "an amount",
    "temp_papers_days": "counted onwards",
}
