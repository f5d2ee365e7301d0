"""What a case carries on its head, for whoever opens it."""

from __future__ import annotations

from doudi.units.text import Text

FLAGS: dict[str, Text] = {
    "relative": Text("近亲属备案，须入户", "a relative of an official: the decider visits"),
    "spot_check": Text("抽中入户核查", "drawn for a spot check"),
    "looks_split": Text("疑似拆分金额", "the amount looks split"),
    "tiny_award": Text("金额很小，请核对", "a very small award: please check"),
    "extended": Text("已延长期限", "the period is extended"),
    "by_proxy": Text("由他人代办", "applied for by another"),
    "no_phone": Text("没有电话", "no phone"),
    "papers_later": Text("先行救助，待补手续", "aid first: papers to follow"),
    "overdue_at_decision": Text("超期办结", "decided late"),
}
