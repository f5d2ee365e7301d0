"""The history of a fund."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import month
from doudi.payments.models import LedgerEntry
from doudi.payments.models.ledger import Account
from doudi.units.text import Text

KINDS = dict(LedgerEntry.Kind.choices)
ACCOUNTS = dict(Account.choices)


class MovementFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("事项"), required=False, choices=[("", _("全部")), *LedgerEntry.Kind.choices]
    )


def _run(row: dict[str, Any]) -> str:
    return f"{month(row['entry__run__month'])} {row['entry__run__number']:02}" if row["entry__run_id"] else ""  # fmt: skip


class MovementTable(Table):
    caption = Text("资金往来", "history of the fund")
    columns = (
        Column("entry__on", Text("日期", "date"), kind="date", sort="entry__on", main=True),
        Column("kind", Text("事项", "event"), value=lambda r: KINDS[r["entry__kind"]]),
        Column("source", Text("从", "from"), value=lambda r: ACCOUNTS[r["source"]]),
        Column("target", Text("到", "to"), value=lambda r: ACCOUNTS[r["target"]]),
        Column("fen", Text("金额（元）", "amount (yuan)"), kind="money"),
        Column("moves", Text("笔数", "payments"), kind="count"),
        Column(
            "run",
            Text("发放批次", "run"),
            value=_run,
            link=lambda r: reverse("payments:run", args=[r["entry__run_id"]]) if r["entry__run_id"] else "",
        ),
        Column("basis", Text("依据", "document"), value=lambda r: r["entry__basis"]),
    )  # fmt: skip
    filter_form, order = MovementFilter, ""
    empty = Text("还没有预算，也没有用过。", "No budget yet, and nothing spent.")

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        return rows.filter(entry__kind=wanted["kind"]) if wanted["kind"] else rows
