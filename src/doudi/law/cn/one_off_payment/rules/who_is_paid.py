"""Who is paid in a one-off campaign, and how much （一次性补助）."""

from doudi.law.cn.facts import household, member
from doudi.rules.declare import rule
from doudi.rules.language import compare, for_one_person, presume


@rule(
    household,
    "truth",
    zh="今天有一次性补助发放活动",
    en="a one-off campaign has its base date today",
    law="OP",
)
def is_campaign_running(is_campaign_base_date):
    """按发放文件的基准日确定；没有说明的，推定没有发放活动。"""
    return presume(is_campaign_base_date, 0, law="OP")


@rule(
    household,
    "truth",
    zh="物价涨幅达到启动条件",
    en="prices have risen enough for a price subsidy",
    law="PL",
)
def meets_price_trigger(consumer_price_rise, food_price_rise, price_trigger, food_price_trigger):
    """居民消费价格或者其中食品价格的单月同比涨幅，有一项达到启动条件。"""
    return compare(consumer_price_rise, price_trigger, by=price_trigger) | compare(
        food_price_rise, food_price_trigger, by=food_price_trigger
    )


@rule(
    household,
    "truth",
    zh="价格补贴已启动（其他种类不看物价）",
    en="a price subsidy has been started (other kinds do not look at prices)",
    law="OP; PL",
)
def meets_price_condition(campaign_kind, meets_price_trigger):
    """价格临时补贴须物价涨幅达到启动条件；其他种类没有这项条件。"""
    return ~(campaign_kind == "price_subsidy") | meets_price_trigger


@rule(
    member,
    "truth",
    zh="属于本次一次性补助的对象",
    en="belongs to those whom the campaign covers",
    law="OP",
)
def belongs_to_campaign_group(
    campaign_kind,
    receives_dibao,
    receives_tekun,
    receives_orphan,
    receives_unattended,
    is_household_member,
    is_dibao_edge_household,
    one_off_covers_dibao,
    one_off_covers_tekun,
    one_off_covers_orphan,
    one_off_covers_unattended,
    one_off_covers_edge,
):
    """基准日当天属于发放文件列明的一类对象；属于几类的也只算一人。"""
    is_edge_member = is_dibao_edge_household & is_household_member
    return (
        (receives_dibao & one_off_covers_dibao[campaign_kind])
        | (receives_tekun & one_off_covers_tekun[campaign_kind])
        | (receives_orphan & one_off_covers_orphan[campaign_kind])
        | (receives_unattended & one_off_covers_unattended[campaign_kind])
        | (is_edge_member & one_off_covers_edge[campaign_kind])
    )


@rule(member, "truth", zh="可以领取一次性补助", en="gets the one-off payment", law="OP")
def is_one_off_recipient(
    is_campaign_running, meets_price_condition, belongs_to_campaign_group, already_paid_in_campaign
):
    """基准日当天属于发放对象，本次活动还没有领取过。"""
    return (
        is_campaign_running
        & meets_price_condition
        & belongs_to_campaign_group
        & ~already_paid_in_campaign
    )


@rule(member, "yuan", zh="一次性补助金额", en="one-off amount", law="OP")
def one_off_amount_due(one_off_amount, campaign_kind):
    """按发放文件的标准，每人一次。"""
    return for_one_person(one_off_amount[campaign_kind])


@rule(member, "month", zh="一次性补助发放月", en="month of the one-off payment", law="OP")
def one_off_month(decision_month):
    """在基准日所在的月份发放。"""
    return decision_month
