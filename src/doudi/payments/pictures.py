"""What people would rather see than read: a bar whose figures stand beside it, and how far a run or a payment has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doudi.payments.models import Line, PaymentRun
from doudi.units.text import Text

WIDTH = 1000  # of a bar, in its own units
THINNEST = 4  # something that is there is seen
DONE, NOW, TODO, BAD = "done", "now", "todo", "bad"

_RUN = (
    (PaymentRun.State.planning, Text("测算", "planned")),
    (PaymentRun.State.planned, Text("第一次审核", "first signature")),
    (PaymentRun.State.signed_once, Text("第二次审核", "second signature")),
    (PaymentRun.State.approving, Text("入账、生成文件", "posted, files made")),
    (PaymentRun.State.approved, Text("送银行或财政", "sent to the bank")),
    (PaymentRun.State.sent, Text("回盘、结账", "answered, closed")),
)
_PLANNED, _SIGNED = Text("测算", "planned"), Text("审核", "signed")
_SENT, _PAID = Text("送银行或财政", "sent to the bank"), Text("到账", "paid")
_HELD, _RETURNED = Text("暂不发放", "held back"), Text("银行退回", "sent back by the bank")
_LINE = {
    Line.State.planned: (DONE, NOW, TODO, TODO),
    Line.State.held: (DONE, BAD, TODO, TODO),
    Line.State.approved: (DONE, DONE, NOW, TODO),
    Line.State.sent: (DONE, DONE, DONE, NOW),
    Line.State.paid: (DONE, DONE, DONE, DONE),
    Line.State.failed: (DONE, DONE, DONE, BAD),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """`key`: of its colour."""

    key: str
    x: int
    width: int


def bar(figures: Iterable[tuple[str, int]]) -> list[Piece]:
    """A piece for each figure above zero, side by side; the whole width is all of them."""
    shown = [(key, fen) for key, fen in figures if fen > 0]
    total = sum(fen for _key, fen in shown)
    x, made = 0, []
    for key, fen in shown:
        width = max(fen * WIDTH // total, THINNEST)
        made.append(Piece(key, x, width))
        x += width
    return made


def stops_of_run(run: PaymentRun) -> list[tuple[Text, str]]:
    """Each step of a run, and whether it is done; none of one that was dropped."""
    if run.state == PaymentRun.State.dropped:
        return []
    states = [state.value for state, _label in _RUN]
    now = states.index(run.state) if run.state in states else len(states)
    places = [DONE if at < now else NOW if at == now else TODO for at in range(len(states))]
    return [(label, place) for (_state, label), place in zip(_RUN, places, strict=True)]


def stops_of_line(line: Line) -> list[tuple[Text, str]]:
    """Where a payment is between plan and bank; none of a line that pays nothing."""
    places = _LINE.get(Line.State(line.state))
    if places is None:
        return []
    second = _HELD if line.state == Line.State.held else _SIGNED
    last = _RETURNED if line.state == Line.State.failed else _PAID
    return list(zip((_PLANNED, second, _SENT, last), places, strict=True))
