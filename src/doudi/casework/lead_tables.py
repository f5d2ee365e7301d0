"""The lists of leads: what was received, and what waits to be verified."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.lists import list_kinds
from doudi.casework.models import Lead, ListFile
from doudi.foundation.fields import choices_of
from doudi.foundation.tables import Column, Table
from doudi.units.text import Text


class ListFileTable(Table):
    caption = Text("部门名单", "departments' lists")
    columns = (
        Column(
            "kind",
            Text("名单", "list"),
            value=lambda f: list_kinds()[f.kind].label,
            link=lambda f: reverse("casework:lead_list", args=[f.pk]),
            main=True,
        ),
        Column("source", Text("来源单位", "from")),
        Column("received_on", Text("收到日期", "received"), kind="date", sort="received_on"),
        Column("rows", Text("行", "rows"), kind="count", value=lambda f: f.counts.get("rows")),
        Column(
            "leads",
            Text("新线索", "new leads"),
            kind="count",
            value=lambda f: f.counts.get("leads"),
        ),
        Column("state", Text("状态", "state"), value=ListFile.get_state_display),
    )
    order = "-received_on"
    empty = Text(
        "还没有名单。收到部门的死亡、火化、户籍、养老金、车辆名单时上传比对。",
        "No lists yet: upload what departments send.",
    )


class LeadFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("名单"),
        required=False,
        choices=choices_of(
            lambda: {kind.name: kind.label for kind in list_kinds().values()}, none=_("全部")
        ),
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Lead.State.choices]
    )


class LeadTable(Table):
    caption = Text("线索", "leads")
    columns = (
        Column(
            "whose",
            Text("姓名", "name"),
            value=lambda lead: lead.person.name,
            link=lambda lead: reverse("casework:lead", args=[lead.pk]),
            main=True,
        ),
        Column("kind", Text("来自", "from"), value=lambda lead: list_kinds()[lead.kind].label),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("due_on", Text("核实期限", "verify by"), kind="date", sort="due_on"),
        Column("raised_on", Text("比对日期", "compared on"), kind="date", sort="raised_on"),
        Column(
            "state",
            Text("状态", "state"),
            value=lambda lead: lead.get_outcome_display() or lead.get_state_display(),
            tone=lambda lead: "warn" if lead.state == "open" else "",
        ),
    )
    filter_form, order = LeadFilter, "due_on"
    empty = Text("现在没有要核实的线索。", "There is no lead to verify.")

    def narrow(self, rows: QuerySet[Lead], wanted: dict[str, Any]) -> QuerySet[Lead]:
        for name in ("kind", "state"):
            if wanted[name]:
                rows = rows.filter(**{name: wanted[name]})
        return rows
