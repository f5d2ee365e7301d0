"""Does the ledger hold? Every invariant looked at; each fault a sentence that names its row. Reads only."""

from __future__ import annotations

from typing import Any

from django.db import connection

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.verify.report import Report
from doudi.payments.models import PaymentRun
from doudi.payments.selectors.ledger_faults import RULES, read_faults
from doudi.units.text import Text


def check_ledger(viewer: Viewer) -> list[Text]:
    """Of the viewer's area; none: all is as it should be."""
    in_scope(viewer, PaymentRun.objects.none())
    with connection.cursor() as cursor:
        return [fault for rule in RULES for fault in read_faults(cursor, rule)]


def verify_ledger(cursor: Any, report: Report) -> None:
    """For `doudi verify`, as the owner: every county."""
    for rule in RULES:
        report.all_wrong(read_faults(cursor, rule))
    cursor.execute(
        "SELECT (SELECT count(*) FROM payments_paymentrun), (SELECT count(*) FROM payments_line), (SELECT count(*) FROM payments_transfer)"
    )
    runs, lines, transfers = cursor.fetchone()
    report.saw(
        f"资金账：{runs} 批发放，{lines} 笔明细，{transfers} 笔记账，{len(RULES)} 条规则",
        f"the ledger: {runs} payment runs, {lines} lines, {transfers} transfers, {len(RULES)} rules",
    )
