"""Households in difficulty from rigid expenditure."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "disposable_income_previous_year": (
        (
            "年人均收入比人均可支配收入少一分，是",
            "年人均收入正好等于人均可支配收入，不是",
            "年人均收入比人均可支配收入多一分，不是",
        ),
    ),
    "rigid_ratio": (
        (
            "支出比收入的60%少一分，没有达到",
            "政策案例25，支出正好占收入的60%，达到",
            "支出比收入的60%多一分，达到",
        ),
        (
            "写“超过60%”的地方，少一分不算",
            "写“超过60%”的地方，正好60%不算",
            "写“超过60%”的地方，多一分就算",
        ),
    ),
    "rigid_net_factor": (
        (
            "按扣除支出后人均收入认定，比低保标准少一分，是",
            "按扣除支出后人均收入认定，正好等于低保标准，不是",
            "按扣除支出后人均收入认定，比低保标准多一分，不是",
        ),
    ),
    "rigid_asset_factor": (
        (
            "财产限额放宽到1.5倍的地方，少一分符合",
            "财产限额放宽到1.5倍的地方，正好等于符合",
            "财产限额放宽到1.5倍的地方，多一分不符合",
        ),
    ),
}

NO_THRESHOLD = {
    "months_in_year": "turns months into a year",
    "rigid_cost_months": "a divisor",
    "rigid_validity_months": "counted onwards",
}
