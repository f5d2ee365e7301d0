"""The month's tables of money: payments by programme (T03), funds (T14), what is paid once (T16)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db import connection

from doudi.casework.models import Campaign
from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import Fund, LedgerEntry, Transfer
from doudi.payments.selectors.funds import balances
from doudi.payments.selectors.month_sums import Place, Sums, add_up
from doudi.units.dates import Month
from doudi.units.text import Text

RESIDENCES = {
    True: Text("城市", "urban"),
    False: Text("农村", "rural"),
    None: Text("未分城乡", "not known"),
}


@dataclass(frozen=True, slots=True)
class PaidRow:
    programme: str
    residence: Text
    sums: Sums


@dataclass(frozen=True, slots=True)
class FundRow:
    """As the ledger stood at the end of the month. `given_fen` = all places together."""

    source: str
    name: str
    given_fen: int
    received_fen: int
    month_paid_fen: int
    paid_fen: int
    under_way_fen: int
    available_fen: int
    back_fen: int

    @property
    def gap(self) -> int:
        return self.given_fen - self.paid_fen - self.under_way_fen - self.available_fen - self.back_fen  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnceRow:
    title: str
    programme: str
    payments: int
    fen: int
    failed: int
    failed_fen: int


def list_paid_rows(places: list[Place]) -> list[PaidRow]:
    """T03: every programme, towns and villages apart."""
    sums = add_up(places, lambda p: (p.programme, p.is_urban))
    order = {True: 0, False: 1, None: 2}
    keys = sorted(sums, key=lambda k: (k[0] != "dibao", k[0], order[k[1]]))
    return [PaidRow(p, RESIDENCES[urban], sums[p, urban]) for p, urban in keys]


def total_of_paid(rows: list[PaidRow]) -> PaidRow:
    """All programmes. A family may have several: their numbers are not added up."""
    sums = Sums()
    for row in rows:
        sums.add(row.sums)
    return PaidRow("", Text("", ""), sums)


def total_of_funds(rows: list[FundRow]) -> FundRow:
    names = [f.name for f in fields(FundRow) if f.name.endswith("_fen")]
    return FundRow("", "", **{name: sum(getattr(r, name) for r in rows) for name in names})


def list_fund_rows(viewer: Viewer, month: Month) -> list[FundRow]:
    """T14."""
    entries = in_scope(viewer, LedgerEntry.objects.all())
    until = entries.filter(on__lte=month.last_day)
    moved = Transfer.objects.all()
    held = balances(viewer, moved.filter(entry__in=until))
    now = balances(viewer, moved.filter(entry__in=until.filter(on__gte=month.first_day)))
    found = []
    for fund in in_scope(viewer, Fund.objects.order_by("source", "name")):

        def of(*accounts: str, fund: int = fund.pk) -> int:
            return sum(held.get((fund, account), 0) for account in accounts)

        found.append(
            FundRow(
                fund.get_source_display(),
                fund.name,
                -of("outside"),
                -now.get((fund.pk, "outside"), 0),
                now.get((fund.pk, "paid"), 0),
                of("paid"),
                of("approved", "sent"),
                of("available"),
                of("returned", "receivable", "recovered", "waived"),
            )
        )
    return found


_ONCE = """
SELECT award.campaign_id, line.programme, COUNT(DISTINCT line.id), SUM(due.amount_fen),
    COUNT(DISTINCT line.id) FILTER (WHERE line.state = 'failed'), COALESCE(SUM(due.amount_fen) FILTER (WHERE line.state = 'failed'), 0)
FROM payments_transfer AS moved JOIN payments_line AS line ON line.id = moved.line_id
    JOIN payments_due AS due ON due.line_id = line.id JOIN casework_award AS award ON award.id = due.award_id
WHERE moved.source = 'available' AND moved.target = 'approved' AND moved.month = %(month)s AND line.occasion <> 0
    AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
GROUP BY 1, 2 ORDER BY 2, 1
"""


def list_once_rows(viewer: Viewer, month: date) -> list[OnceRow]:
    """T16: each campaign, and what single decisions gave once."""
    in_scope(viewer, Transfer.objects.none())
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, {"month": month, "lo": viewer.area_from, "hi": viewer.area_to})
        rows = cursor.fetchall()
    campaigns = in_scope(viewer, Campaign.objects.filter(pk__in=[r[0] for r in rows if r[0]]))
    titles = dict(campaigns.values_list("pk", "title"))
    return [OnceRow(titles.get(c, ""), p, n, int(fen), failed, int(lost)) for c, p, n, fen, failed, lost in rows]  # fmt: skip
