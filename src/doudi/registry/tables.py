"""Lists of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.tables import Column, Table
from doudi.registry.domain.change_kinds import label_of
from doudi.registry.imports.ledgers import get_ledger
from doudi.registry.models import ChangeRequest, Import
from doudi.units.text import Text

_TONES = {"submitted": "warn", "applied": "good", "refused": "bad", "withdrawn": ""}


class ChangeFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *ChangeRequest.State.choices]
    )
    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[("", _("全部")), *ChangeRequest.Kind.choices]
    )


class ChangeTable(Table):
    caption = Text("变更", "changes")
    empty = Text(
        "还没有变更。在一户或一个人的档案页上选“提出变更”。",
        "No changes yet. Choose “Ask for a change” on the file of a household or a person.",
    )
    filter_form = ChangeFilter
    order = "-asked"
    columns = (
        Column(
            "kind",
            Text("种类", "kind"),
            value=lambda change: label_of(change.kind),
            link=lambda change: reverse("registry:change", args=[change.pk]),
            main=True,
        ),
        Column("whose", Text("对象", "of"), value=lambda change: whose(change)),
        Column("area", Text("所在地", "place"), kind="area", value=lambda c: c.area_code),
        Column("on", Text("生效日期", "from"), kind="date", sort="on"),
        Column("asked", Text("提出", "asked"), kind="time", value=lambda c: c.asked_at, sort="asked_at"),
        Column("by", Text("提出人", "by"), value=lambda c: name_of(c.asked_by)),
        Column(
            "state",
            Text("状态", "state"),
            value=ChangeRequest.get_state_display,
            tone=lambda change: _TONES[change.state],
        ),
    )  # fmt: skip

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        for name in ("state", "kind"):
            if wanted[name]:
                rows = rows.filter(**{name: wanted[name]})
        return rows


def whose(change: ChangeRequest) -> str:
    """The person's name, or the household's number."""
    if change.person is not None:
        return change.person.name
    return change.household.number if change.household is not None else ""


def name_of(posting: Any) -> str:
    return posting.account.full_name if posting is not None else ""


_IMPORT_TONES = {"checked": "warn", "applied": "good", "refused": "bad"}


class ImportTable(Table):
    caption = Text("导入的台账", "imported ledgers")
    empty = Text(
        "还没有导入过台账。选“上传台账”开始；不知道怎么填时先下载模板。",
        "Nothing was imported yet. Choose “Upload a ledger”; download a template first where in doubt.",
    )
    columns = (
        Column(
            "file",
            Text("文件", "file"),
            value=lambda record: record.document.file_name,
            link=lambda record: reverse("registry:import", args=[record.pk]),
            main=True,
        ),
        Column(
            "ledger",
            Text("台账", "ledger"),
            value=lambda record: get_ledger(record.ledger).label,
            sort="ledger",
        ),
        Column(
            "state",
            Text("状态", "state"),
            value=Import.get_state_display,
            tone=lambda record: _IMPORT_TONES.get(record.state, ""),
            sort="state",
        ),
        Column(
            "rows",
            Text("行数", "rows"),
            kind="count",
            value=lambda record: record.counts.get("rows"),
        ),
        Column(
            "bad",
            Text("有问题的行", "bad rows"),
            kind="count",
            value=lambda record: record.counts.get("bad"),
        ),
        Column(
            "by",
            Text("上传人", "uploaded by"),
            value=lambda record: str(record.uploaded_by.account) if record.uploaded_by else "",
        ),
        Column(
            "at",
            Text("上传时间", "uploaded"),
            kind="time",
            value=lambda record: record.uploaded_at,
            sort="uploaded_at",
        ),
    )
