"""Lists of goods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.access import Viewer
from doudi.foundation.tables import Column, Table
from doudi.payments.models import Handout
from doudi.payments.selectors.goods import names_of_heads
from doudi.units.text import Text


class HandoutFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Handout.State.choices]
    )


class HandoutTable(Table):
    caption = Text("发放名单", "families")
    columns = (
        Column(
            "household",
            Text("户", "family"),
            value=lambda h: h.household.number,
            link=lambda h: reverse("payments:handout", args=[h.pk]),
            main=True,
        ),
        Column("head", Text("户主", "head"), value=lambda h: h.head),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("state", Text("状态", "state"), value=Handout.get_state_display, tone=lambda h: "good" if h.state == "handed" else ""),
        Column("handed_on", Text("发放日期", "handed out"), kind="date", sort="handed_on"),
        Column("check_due", Text("回访期限", "look by"), kind="date", sort="check_due"),
        Column("checked_on", Text("已回访", "looked at"), kind="date"),
    )  # fmt: skip
    filter_form, order = HandoutFilter, "area_code"
    empty = Text("名单上没有家庭。", "Nobody is on this list.")

    def __init__(self, viewer: Viewer, rows: QuerySet[Handout], request: HttpRequest) -> None:
        self.viewer = viewer
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[Handout], wanted: dict[str, Any]) -> QuerySet[Handout]:
        return rows.filter(state=wanted["state"]) if wanted["state"] else rows

    def prepare(self, rows: Iterable[Handout]) -> Iterable[Handout]:
        found = list(rows)
        heads = names_of_heads(self.viewer, [h.household_id for h in found])
        for row in found:
            row.head = heads.get(row.household_id, "")  # type: ignore[attr-defined]
        return found
