"""The list of receivables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.award_tables import programme_label
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.tables import Column, Table
from doudi.payments.models import Receivable
from doudi.payments.selectors.receivables import standings_of
from doudi.units.text import Text

TONES = {"proposed": "warn", "open": "warn", "settled": "good"}


def whose(receivable: Receivable) -> str:
    """The person's name, or the number of the household."""
    return receivable.person.name if receivable.person else receivable.household.number


class ReceivableFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Receivable.State.choices]
    )
    ground = forms.ChoiceField(
        label=_("原因"), required=False, choices=[("", _("全部")), *Receivable.Ground.choices]
    )


class ReceivableTable(Table):
    caption = Text("追回", "what is to come back")
    columns = (
        Column(
            "whose",
            Text("谁", "who"),
            value=whose,
            link=lambda r: reverse("payments:receivable", args=[r.pk]),
            main=True,
        ),
        Column("programme", Text("项目", "programme"), value=lambda r: programme_label(r.programme)),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("amount_fen", Text("金额（元）", "amount (yuan)"), kind="money", sort="amount_fen"),
        Column("left", Text("还剩（元）", "left (yuan)"), kind="money", value=lambda r: r.standing.left_fen if r.signed_on else None),
        Column("next", Text("下一期", "next by"), kind="date", value=lambda r: r.standing.next.on),
        Column(
            "overdue",
            Text("逾期（元）", "late (yuan)"),
            kind="money",
            value=lambda r: r.standing.next.overdue_fen or None,
        ),
        Column("proposed_on", Text("提出日期", "proposed"), kind="date", sort="proposed_on"),
        Column(
            "state",
            Text("状态", "state"),
            value=Receivable.get_state_display,
            tone=lambda r: TONES.get(r.state, ""),
        ),
    )  # fmt: skip
    filter_form, order = ReceivableFilter, "-proposed_on"
    empty = Text("没有要追回的。", "Nothing is to come back.")

    def __init__(self, viewer: Viewer, rows: QuerySet[Receivable], request: HttpRequest) -> None:
        self.viewer = viewer
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[Receivable], wanted: dict[str, Any]) -> QuerySet[Receivable]:
        for name in ("state", "ground"):
            if wanted[name]:
                rows = rows.filter(**{name: wanted[name]})
        return rows

    def prepare(self, rows: Iterable[Receivable]) -> Iterable[Receivable]:
        found = list(rows)
        standings = standings_of(self.viewer, found, get_today())
        for row in found:
            row.standing = standings[row.pk]  # type: ignore[attr-defined]
        return found
