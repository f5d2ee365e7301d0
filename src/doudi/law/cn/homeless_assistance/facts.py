"""What is asked of a person at a relief station （救助管理站）."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import number, truth
from doudi.units.text import Text

_STATION = Text("救助管理站", "relief station")

FACTS = [
    truth(member, "asks_for_shelter", zh="自愿向救助管理站求助", en="asks the relief station for help of free will", source=_STATION),
    truth(member, "cannot_feed_and_lodge", zh="自己解决不了食宿", en="cannot find food and lodging", source=_STATION),
    truth(member, "has_kin_to_turn_to", zh="当地有亲友可以投靠", en="has kin or friends here to turn to", source=_STATION),
    number(member, "days_at_station", unit="day", between=(0, 3650), zh="已在站救助天数", en="days at the station so far",
           source=_STATION),
    truth(member, "longer_stay_is_filed", zh="延长救助已报备", en="a longer stay has been put on record", source=_STATION),
]  # fmt: skip
