"""Who is helped at a relief station （流浪乞讨人员救助）: free of charge, and only at the person's own will."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import presume


@rule(member, "truth", zh="自愿求助", en="asks for help of free will", law="HOM")
def seeks_shelter(asks_for_shelter):
    """救助以自愿为前提；没有求助的，推定没有。"""
    return presume(asks_for_shelter, 0, law="HOM")


@rule(
    member,
    "truth",
    zh="生活无着",
    en="is without means of living here",
    law="SA 50; HOD",
)
def is_without_means_here(cannot_feed_and_lodge, has_kin_to_turn_to):
    """自己解决不了食宿，当地又没有亲友可以投靠。"""
    return cannot_feed_and_lodge & ~has_kin_to_turn_to


@rule(
    member,
    "truth",
    zh="在救助期限以内，或延长已报备",
    en="within the usual stay, or a longer one is on record",
    law="HOD",
)
def stay_is_in_order(days_at_station, homeless_stay_days, longer_stay_is_filed):
    """救助期限一般不超过十天；确需延长的，应当报备。"""
    return (days_at_station <= homeless_stay_days) | longer_stay_is_filed


@rule(
    member,
    "truth",
    zh="可以得到流浪乞讨人员救助",
    en="is helped at the relief station",
    law="SA 50; HOM",
)
def is_helped_at_station(
    is_alive_this_month, seeks_shelter, is_without_means_here, stay_is_in_order
):
    """对自愿求助、生活无着的流浪乞讨人员，提供临时食宿、急病救治、协助返回等救助。"""
    return is_alive_this_month & seeks_shelter & is_without_means_here & stay_is_in_order
