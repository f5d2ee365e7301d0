"""Medical assistance and premium subsidy."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "medical_illness_factor": (
        (
            "因病致贫，个人负担比人均可支配收入少一分，不算",
            "因病致贫，个人负担正好等于人均可支配收入，不算",
            "因病致贫，个人负担比人均可支配收入多一分，算",
        ),
    ),
    "medical_edge_deductible": (
        (
            "费用比起付标准少一分，不予救助",
            "费用正好等于起付标准，不予救助",
            "费用比起付标准多一元，救助六角",
        ),
    ),
    "medical_cap": (
        (
            "还剩的上限比应得多一分，照给",
            "还剩的上限正好等于应得，照给",
            "还剩的上限比应得少一分，按剩下的给",
        ),
    ),
}

NO_THRESHOLD = {
    "premium_individual": "an amount",
    "premium_fixed_dibao": "an amount",
    "premium_fixed_edge": "an amount",
    "referral_days": "counted onwards",
}
