"""Who is a left-behind woman （留守妇女）: a register, no money."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import add_months, passed


@rule(member, "truth", zh="是女性", en="is a woman", law="LBW")
def is_female(sex):
    """留守妇女登记限女性。"""
    return sex == "female"


@rule(
    member,
    "truth",
    zh="丈夫长期外出务工",
    en="the husband has long worked away",
    law="LBW",
)
def husband_has_long_left(spouse_situation, spouse_away_since, left_behind_woman_months):
    """丈夫外出务工满六个月，届满的次日起算满。"""
    return (spouse_situation == "works_away") & passed(
        add_months(spouse_away_since, left_behind_woman_months)
    )


@rule(
    member,
    "truth",
    zh="登记为留守妇女",
    en="is registered as a left-behind woman",
    law="LBW",
)
def is_left_behind_woman(is_alive_this_month, is_female, husband_has_long_left):
    """丈夫长期外出务工、自己留在家里的妇女。"""
    return is_alive_this_month & is_female & husband_has_long_left
