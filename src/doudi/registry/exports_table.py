"""The list of exports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.tables import Column, Table
from doudi.registry.models import Export
from doudi.units.text import Text

_TONES = {"waiting": "warn", "approved": "", "refused": "bad", "ready": "good"}


def label_of(export: Export) -> Text:
    return Text(**export.filters["label"])


class ExportFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Export.State.choices]
    )


class ExportTable(Table):
    caption = Text("导出", "exports")
    columns = (
        Column(
            "list",
            Text("名单", "list"),
            value=label_of,
            link=lambda export: reverse("registry:export", args=[export.pk]),
            main=True,
        ),
        Column("area", Text("地区", "area"), kind="area", value=lambda e: e.filters["area_code"]),
        Column("row_count", Text("行数", "rows"), kind="count", sort="row_count"),
        Column("reason", Text("用途", "purpose")),
        Column("asked_by", Text("申请人", "asked by"), value=lambda e: e.asked_by.account),
        Column("asked_at", Text("申请时间", "asked at"), kind="time", sort="asked_at"),
        Column(
            "state",
            Text("状态", "state"),
            value=lambda export: export.get_state_display(),
            tone=lambda export: _TONES[export.state],
        ),
    )
    filter_form, order = ExportFilter, "-asked_at"
    empty = Text(
        "还没有导出过名单。需要时点“导出名单”。",
        "Nothing has been exported yet. Choose “Export a list”.",
    )

    def narrow(self, rows: QuerySet[Export], wanted: dict[str, Any]) -> Any:
        return rows.filter(state=wanted["state"]) if wanted["state"] else rows
