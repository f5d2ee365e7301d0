"""What somebody wants to take out of the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.access import Viewer
from doudi.registry.exports.lists import list_layouts, person_facts, shipped_lists
from doudi.registry.forms.base import DeskForm
from doudi.registry.selectors.places import list_areas_within


class ExportForm(DeskForm):
    kind = forms.ChoiceField(label=_("名单"), choices=())
    facts = forms.MultipleChoiceField(
        label=_("情况"),
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只用于“居民及其情况”，最多30项。"),
    )
    area_code = forms.ChoiceField(label=_("地区"), choices=())
    file_format = forms.ChoiceField(
        label=_("格式"),
        choices=[
            ("xlsx", _("表格（XLSX）")),
            ("csv_gb18030", _("CSV，GB18030编码")),
            ("csv_utf8", _("CSV，UTF-8编码")),
        ],
        help_text=_("用电子表格软件直接打开CSV会丢失证件号码的后几位，给人看请用XLSX。"),
    )
    whole_numbers = forms.BooleanField(
        label=_("要完整的证件号码和电话"),
        required=False,
        help_text=_("不选时号码中间的数字用星号代替。"),
    )
    reason = forms.CharField(
        label=_("用途"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("给谁、做什么用。印在每一页上，并记入操作记录。"),
    )

    def __init__(self, *args: Any, viewer: Viewer, on: date, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = [(kind, listed.label.in_(lang)) for kind, listed in shipped_lists().items()]
        layouts = [(kind, label.in_(lang)) for kind, label in list_layouts(viewer)]
        kinds: list[Any] = [*shipped, *([(_("部门的格式"), layouts)] if layouts else [])]
        self._choose("kind", kinds)
        self._choose("facts", [(name, label.in_(lang)) for name, label in person_facts()])
        self._choose("area_code", list_areas_within(viewer, on, lang))
        if not viewer.may("register.reveal"):
            del self.fields["whole_numbers"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class RefusalForm(DeskForm):
    reason = forms.CharField(label=_("不批准的理由"), max_length=300)
