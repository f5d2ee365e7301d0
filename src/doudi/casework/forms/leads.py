"""Forms of leads: a department's list, what was found out, a review because of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.lists import list_kinds
from doudi.casework.models import Lead
from doudi.foundation.fields import DayField, choices_of
from doudi.registry.forms.base import DeskForm
from doudi.registry.imports.reading import MOST_BYTES

WORDS = forms.Textarea(attrs={"rows": 3})


class ListForm(DeskForm):
    kind = forms.ChoiceField(
        label=_("是哪一种名单"),
        choices=choices_of(lambda: {kind.name: kind.label for kind in list_kinds().values()}),
    )
    source = forms.CharField(label=_("来源单位"), max_length=100, help_text=_("例如：县公安局"))
    received_on = DayField(label=_("收到日期"))
    file = forms.FileField(
        label=_("文件"),
        help_text=_("Excel 工作簿（.xlsx、.xls）或 CSV，最大 200 MB、60 万行。加密保存。"),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.csv,.txt"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 200 MB，请分成几个文件"))
        return file


class VerifyForm(DeskForm):
    outcome = forms.ChoiceField(
        label=_("核实结果"), widget=forms.RadioSelect, choices=Lead.Outcome.choices
    )
    asked = forms.CharField(
        label=_("问了谁"), max_length=200, help_text=_("例如：本人；村主任王秀英")
    )
    heard_on = DayField(
        label=_("听取本人（家属）意见的日期"), required=False, help_text=_("属实的必须填写。")
    )
    note = forms.CharField(label=_("核实的情况"), max_length=1000, widget=WORDS)


class LeadReviewForm(DeskForm):
    note = forms.CharField(label=_("说明"), max_length=500, widget=WORDS)
