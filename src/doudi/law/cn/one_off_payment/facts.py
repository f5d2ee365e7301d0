"""What is asked about a one-off payment: which campaign, the month's prices, and who has already been paid."""

from __future__ import annotations

from doudi.law.cn.facts import household, member
from doudi.rules.declare import category, number, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")
_STATISTICS = Text("统计（调查队）", "statistics (survey office)")

KINDS = {
    "living": ("一次性生活补贴", "one-off living subsidy"),
    "heating": ("取暖补贴", "heating subsidy"),
    "festival": ("节日慰问金", "festival money"),
    "price_subsidy": ("价格临时补贴", "price subsidy"),
    "in_kind": ("实物（煤、炉具等）", "goods in kind (coal, stoves …)"),
}

FACTS = [
    truth(household, "is_campaign_base_date", zh="今天是一次性补助的基准日", en="today is the base date of a one-off campaign",
          source=_CIVIL),
    category(household, "campaign_kind", KINDS, zh="一次性补助的种类", en="kind of one-off campaign", source=_CIVIL),
    number(household, "consumer_price_rise", unit="percent", between=(-100, 1000),
           zh="居民消费价格指数单月同比涨幅", en="rise of consumer prices on the same month last year", source=_STATISTICS),
    number(household, "food_price_rise", unit="percent", between=(-100, 1000),
           zh="其中食品价格单月同比涨幅", en="rise of food prices on the same month last year", source=_STATISTICS),
    truth(member, "already_paid_in_campaign", zh="本次一次性补助已经领取", en="has been paid in this campaign",
          source=_CIVIL),
]  # fmt: skip
