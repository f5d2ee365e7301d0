"""Entries of the ledger and what they move: lines, many at once; receivables; and what a receivable's accounts hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection

from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_now
from doudi.payments.models import (
    BankFile,
    LedgerEntry,
    PaymentRun,
    Receivable,
    ReturnFile,
    Transfer,
)


def add_entry(
    *,
    actor: Viewer,
    area_code: str,
    kind: str,
    on: date,
    basis: str = "",
    run: PaymentRun | None = None,
    bank_file: BankFile | None = None,
    return_file: ReturnFile | None = None,
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        area_code=area_code,
        kind=kind,
        on=on,
        at=get_now(),
        by_id=actor.posting_id,
        basis=basis[:200],
        run=run,
        bank_file=bank_file,
        return_file=return_file,
    )


_MOVE = """
INSERT INTO payments_transfer (area_code, entry_id, fund_id, programme, month, source, target, line_id, amount_fen)
SELECT line.area_code, %(entry)s, line.fund_id, line.programme, %(month)s, %(source)s, %(target)s, line.id, line.amount_fen
FROM payments_line AS line WHERE line.id = ANY (%(lines)s) ORDER BY line.number
"""


def move_lines(
    entry: LedgerEntry, run: PaymentRun, lines: list[int], source: str, target: str
) -> None:
    """One transfer for each of these lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "entry": entry.pk,
                "month": run.month,
                "source": source,
                "target": target,
                "lines": lines,
            },
        )


def move_receivable(
    entry: LedgerEntry,
    receivable: Receivable,
    parts: Iterable[tuple[int, int]],
    source: str,
    target: str,
) -> None:
    """One transfer for each (fund, fen)."""
    Transfer.objects.bulk_create(
        Transfer(
            area_code=receivable.area_code,
            entry=entry,
            fund_id=fund,
            programme=receivable.programme,
            month=entry.on.replace(day=1),
            source=source,
            target=target,
            receivable=receivable,
            amount_fen=fen,
        )
        for fund, fen in parts
    )


def held_by(receivable: Receivable, account: str) -> list[tuple[int, int]]:
    """(fund, fen) that a receivable has in an account, in the order of the funds."""
    found: dict[int, int] = defaultdict(int)
    rows = Transfer.objects.filter(receivable=receivable)
    for fund, source, target, fen in rows.values_list("fund_id", "source", "target", "amount_fen"):
        found[fund] += fen * ((target == account) - (source == account))
    return [(fund, fen) for fund, fen in sorted(found.items()) if fen]
