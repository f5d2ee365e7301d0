"""Whether what was owed, what the ledger says, what went to the bank, what came back and what is counted are one and the same, to the fen.

Each side comes from other rows: dues, transfers, files, returns, lines. Where two differ, the lines that do not fit are named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import BankFile, Due, Line, PaymentRun, ReturnFile, Transfer
from doudi.payments.selectors.runs import count_states
from doudi.units.text import Text

POSTED_STATES = (PaymentRun.State.approved, PaymentRun.State.sent, PaymentRun.State.closed)
POSTED_LINES = ("approved", "sent", "paid", "failed")
MOST = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One figure of an equation, and what it is made of."""

    label: Text
    fen: int
    parts: list[tuple[Text, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Equation:
    title: Text
    left: Side
    right: Side

    @property
    def gap_fen(self) -> int:
        return self.left.fen - self.right.fen


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`misfits`: lines whose dues or transfers do not add up to them, where an equation does not hold."""

    run: PaymentRun
    equations: list[Equation]
    misfits: list[Line]

    @property
    def is_even(self) -> bool:
        return not any(e.gap_fen for e in self.equations)


def reconcile(viewer: Viewer, run: PaymentRun) -> Reconciliation:
    equations = _equations(viewer, run)
    has_gap = any(e.gap_fen for e in equations)
    return Reconciliation(run, equations, _misfits(viewer, run) if has_gap else [])


def _equations(viewer: Viewer, run: PaymentRun) -> list[Equation]:
    states = {state: fen for state, (_n, fen) in count_states(viewer, run).items()}
    held = states.get("held", 0)
    dues, repeats, netted = _owed(viewer, run)
    moved = _moved(viewer, run)
    approved = moved.get(("available", "approved"), 0)
    sent = moved.get(("approved", "sent"), 0)
    got = moved.get(("sent", "paid"), 0)
    late = moved.get(("paid", "returned"), 0)
    back = moved.get(("sent", "returned"), 0) + late
    waiting, paid = approved - got - (back - late), got - late
    files = _sum(in_scope(viewer, BankFile.objects.filter(run=run)), "amount_fen")
    answers = in_scope(viewer, ReturnFile.objects.filter(bank_file__run=run, state="posted"))
    ledger = Text("账上", "ledger")
    owed = Side(
        Text("应发", "owed"),
        dues + repeats + held,
        [
            (Text("入账的应发", "dues posted"), dues),
            (Text("退回重发", "paid again"), repeats),
            (Text("暂不发放", "held back"), held),
        ],
    )
    became = Side(
        Text("去向", "what became of it"),
        paid + back + waiting + netted + held,
        [
            (Text("已到账", "paid"), paid),
            (Text("银行退回", "sent back"), back),
            (Text("等银行回盘", "waiting for the bank"), waiting),
            (Text("抵扣以前多发", "met by what was paid too much"), netted),
            (Text("暂不发放", "held back"), held),
        ],
    )
    return [
        Equation(Text("应发和去向", "owed, and what became of it"), owed, became),
        Equation(
            Text("账和发放文件", "ledger and files to the bank"),
            Side(ledger, approved if run.state == PaymentRun.State.approved else sent),
            Side(Text("发放文件", "files"), files),
        ),
        Equation(
            Text("账和回盘：到账", "ledger and the bank's answers: paid"),
            Side(ledger, got),
            Side(Text("回盘文件", "answers"), _sum(answers, "paid_fen")),
        ),
        Equation(
            Text("账和回盘：退回", "ledger and the bank's answers: sent back"),
            Side(ledger, back),
            Side(Text("回盘文件", "answers"), _sum(answers, "failed_fen")),
        ),
        Equation(
            Text("账和统计：到账", "ledger and statistics: paid"),
            Side(ledger, paid),
            Side(Text("统计", "statistics"), states.get("paid", 0)),
        ),
    ]


def _owed(viewer: Viewer, run: PaymentRun) -> tuple[int, int, int]:
    """Dues, repeats, and what of the dues was met by money that was there already."""
    dues = in_scope(viewer, Due.objects.filter(line__run=run))
    posted = in_scope(viewer, Line.objects.filter(run=run, state__in=POSTED_LINES))
    met = posted.filter(retry_of__isnull=True).exclude(netted=[]).values_list("netted", flat=True)
    netted = sum(part["fen"] for parts in met for part in parts)
    again = posted.filter(retry_of__isnull=False)
    return _sum(dues, "amount_fen"), _sum(again, "amount_fen"), netted


def _moved(viewer: Viewer, run: PaymentRun) -> dict[tuple[str, str], int]:
    """What the payments of the run moved; what a later run gave back to the fund is no part of it."""
    rows = in_scope(viewer, Transfer.objects.filter(line__run=run, receivable__isnull=True))
    sums = rows.values_list("source", "target").annotate(Sum("amount_fen"))
    return {(source, target): fen for source, target, fen in sums}


def _sum(rows: QuerySet[Any], name: str) -> int:
    return int(rows.aggregate(total=Sum(name))["total"] or 0)


#: Lines whose dues (unless they repeat older ones) or transfers are not what their state says.
_MISFITS = """
SELECT line.id FROM payments_line AS line
    LEFT JOIN (SELECT line_id, SUM(amount_fen) AS fen FROM payments_due GROUP BY line_id) AS due ON due.line_id = line.id
    LEFT JOIN (
        SELECT line_id, SUM(amount_fen) FILTER (WHERE target = 'approved') AS approved,
            COALESCE(SUM(amount_fen) FILTER (WHERE target = 'paid'), 0)
                - COALESCE(SUM(amount_fen) FILTER (WHERE source = 'paid'), 0) AS paid,
            SUM(amount_fen) FILTER (WHERE target = 'returned') AS returned
        FROM payments_transfer WHERE receivable_id IS NULL GROUP BY line_id
    ) AS moved ON moved.line_id = line.id
WHERE line.run_id = %s AND line.state IN ('approved', 'sent', 'paid', 'failed') AND (
    (line.retry_of_id IS NULL AND COALESCE(due.fen, 0) <> line.amount_fen
        + COALESCE((SELECT SUM((part ->> 'fen')::bigint) FROM jsonb_array_elements(line.netted) AS part), 0))
    OR COALESCE(moved.approved, 0) <> line.amount_fen
    OR (line.state = 'paid') <> (COALESCE(moved.paid, 0) = line.amount_fen)
    OR (line.state = 'failed') <> (COALESCE(moved.returned, 0) = line.amount_fen)
)
ORDER BY line.number LIMIT %s
"""


def _misfits(viewer: Viewer, run: PaymentRun) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_MISFITS, [run.pk, MOST])
        found = [row[0] for row in cursor.fetchall()]
    return list(in_scope(viewer, Line.objects.filter(pk__in=found)).order_by("number"))


def list_posted_runs(viewer: Viewer, month: date) -> list[PaymentRun]:
    rows = in_scope(viewer, PaymentRun.objects.filter(state__in=POSTED_STATES, month=month))
    return list(rows.order_by("number"))


def newest_month(viewer: Viewer) -> date | None:
    rows = in_scope(viewer, PaymentRun.objects.filter(state__in=POSTED_STATES))
    return rows.order_by("-month").values_list("month", flat=True).first()
