"""Why an award is looked at again."""

from __future__ import annotations

from doudi.units.text import Text

GROUNDS: dict[str, Text] = {
    "periodic": Text("定期复核", "periodic review"),
    "reported": Text("家庭报告变化", "the family reports a change"),
    "lead": Text("线索已核实", "a lead was verified"),
    "campaign": Text("集中复核", "this year's review of all"),
    "takeover": Text("接续时有差异", "a difference found when taking over"),
    "work_refusal": Text(
        "连续三次无正当理由拒绝介绍的工作", "suitable work refused three times without reason"
    ),
    "income": Text("收入或财产变化", "income or assets have changed"),
    "members": Text("家庭成员变化", "members have changed"),
    "self_care": Text("自理能力变化", "self-care has changed"),
    "moved": Text("迁移或城乡转换", "moved, or from rural to urban"),
    "died": Text("死亡", "death"),
    "voluntary": Text("本人自愿退出", "the person leaves of their own will"),
    "correction": Text("更正原决定", "an earlier decision is corrected"),
    "reconsideration": Text("行政复议后重作", "to be decided again after reconsideration"),
}
#: What the window may choose; the others come from where they arise.
CHOSEN = (
    "reported",
    "income",
    "members",
    "moved",
    "work_refusal",
    "died",
    "voluntary",
    "correction",
)
