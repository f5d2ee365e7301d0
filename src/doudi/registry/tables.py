"""Lists of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.tables import Column, Table
from doudi.registry.domain.change_kinds import label_of
from doudi.registry.models import ChangeRequest
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
