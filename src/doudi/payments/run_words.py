"""The words of a run's pages, and the colours of its tags."""

from __future__ import annotations

from doudi.payments.models import Line, PaymentRun
from doudi.units.text import Text

State = PaymentRun.State
NEXT = {
    State.planning.value: Text("等测算完成", "wait for the plan"),
    State.planned.value: Text("第一位审核人审核", "first signature"),
    State.signed_once.value: Text("第二位审核人审核", "second signature"),
    State.approving.value: Text("等入账和生成文件", "wait for the files"),
    State.approved.value: Text("送银行或财政", "send to the bank"),
    State.sent.value: Text("登记银行回盘", "take in the bank's answer"),
}
CHANGES = {
    "unchanged": Text("不变", "unchanged"),
    "new": Text("新增", "new"),
    "changed": Text("金额变动", "changed"),
    "arrears": Text("只补发以前月份", "arrears only"),
    "service": Text("购买服务结算", "services bought"),
    "retried": Text("退回重发", "returned, paid again"),
    "stopped": Text("停发", "stopped"),
    "overpaid": Text("多发待处理", "paid too much"),
}


def tone_of_run(run: PaymentRun) -> str:
    if run.state == State.closed:
        return "good"
    return "" if run.state == State.dropped else "warn"


def tone_of_line(line: Line) -> str:
    return {"paid": "good", "held": "warn", "overpaid": "warn", "failed": "bad"}.get(line.state, "")
