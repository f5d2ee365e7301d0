"""One-off payments: the rises of prices that start a subsidy, just below, at and above."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "price_trigger": (
        (
            "居民消费价格涨3.49%，不启动价格补贴",
            "居民消费价格正好涨3.5%，启动价格补贴",
            "居民消费价格涨3.51%，启动价格补贴",
        ),
    ),
    "food_price_trigger": (
        (
            "食品价格涨5.99%，不启动价格补贴",
            "食品价格正好涨6%，启动价格补贴",
            "食品价格涨6.01%，启动价格补贴",
        ),
    ),
}

NO_THRESHOLD = {"one_off_amount": "an amount"}
