"""Homeless assistance, settlement and funeral relief: the cases below, at and above each threshold."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "homeless_stay_days": (
        (
            "在站第9天，在期限以内",
            "在站第10天，在期限以内",
            "在站第11天，没有报备延长，超过期限",
        ),
    ),
    "homeless_settlement_months": (
        (
            "身份不明的受助人明天届满三个月，后天起应当安置",
            "身份不明的受助人今天才届满三个月，明天起应当安置",
            "身份不明的受助人昨天届满三个月，应当安置",
        ),
    ),
    "funeral_relief_limit": (
        (
            "清单内殡葬费用比限额少一分，全部减免",
            "清单内殡葬费用正好等于限额，全部减免",
            "清单内殡葬费用比限额多一分，减免到限额",
        ),
    ),
}
