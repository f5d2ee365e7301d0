"""Why something is not paid in a run, in words for the family and for the office. Pure."""

from __future__ import annotations

from doudi.units.text import Text

HOLD, DEATH, PREREQUISITE, COVERED = "hold", "death", "prerequisite", "covered"
NO_ACCOUNT, NAME_MISMATCH, ACCOUNT_REFUSED, HOLDER_DEAD = (
    "no_account",
    "name_mismatch",
    "account_refused",
    "holder_dead",
)
NO_FUND, NOBODY, PAID_OTHERWISE = "no_fund", "nobody", "paid_otherwise"
QUARTERLY, NO_AGREEMENT, NOT_POSTED = "quarterly", "no_agreement", "not_posted"
SHARED = "shared"
UNCONFIRMED = "unconfirmed"

REASONS = {
    HOLD: Text("有人签字暂停发放", "an officer signed a hold"),
    DEATH: Text("登记为已死亡，次月起不再发放", "recorded as dead: nothing after the month of death"),
    PREREQUISITE: Text("当月不在低保等前提待遇中", "without the award that opens this one in that month"),
    QUARTERLY: Text("按季发放，本季第一个月的批次一并发给", "paid by the quarter: with the run of its first month"),
    NO_AGREEMENT: Text("由他人代领，还没有书面协议", "somebody else is to get it and there is no written agreement"),
    UNCONFIRMED: Text("照料护理费购买服务，这个月的小时还没有经本人确认", "care is bought with it: the person has not confirmed this month's hours"),
    NOBODY: Text("当月家庭里没有登记的成员", "nobody was registered in the household in that month"),
    PAID_OTHERWISE: Text("当月已按不能同时享受的另一项发过，先处理那一笔", "the month was paid under another award that excludes this one: that is settled first"),
    COVERED: Text("当月已随另一家庭领取", "already paid with another household in that month"),
    NO_ACCOUNT: Text("没有登记收款账户", "no account to pay to"),
    NAME_MISMATCH: Text("户名与登记的姓名不一致", "the account's name is not the person's"),
    ACCOUNT_REFUSED: Text("上次被银行退回，账户还没有更正", "the bank sent it back and the account was not corrected"),
    HOLDER_DEAD: Text("账户持有人已死亡，须更换账户", "the account's holder has died: another account is needed"),
    SHARED: Text("别的家庭也用这个账户，没有书面协议", "another family uses this account and there is no written agreement"),
    NOT_POSTED: Text("这一批的入账没有完成，下一批自动补上", "this run was not posted to its end: the next one pays it"),
    NO_FUND: Text("没有为这个项目安排资金", "no fund is set to pay this programme"),
}  # fmt: skip
