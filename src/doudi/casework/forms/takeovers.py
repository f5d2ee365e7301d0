"""Forms of taking over: the file; all good rows or none; what is made of a difference; a case begun anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.taking_over import KINDS
from doudi.foundation.fields import DayField, choices_of
from doudi.registry.forms.base import DeskForm

MOST_BYTES = 50_000_000
WORDS = forms.Textarea(attrs={"rows": 3})


class TakeoverForm(DeskForm):
    kind = forms.ChoiceField(label=_("是哪一种名单"), choices=choices_of(KINDS))
    file = forms.FileField(
        label=_("文件"),
        help_text=_("Excel 工作簿（.xlsx）或 CSV，最大 50 MB。加密保存。"),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )
    on = DayField(label=_("接续日期"), help_text=_("按这一天的规定和登记情况核对。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 50 MB，请分成几个文件"))
        return file


class ApplyForm(DeskForm):
    mode = forms.ChoiceField(
        label=_("怎样接续"),
        widget=forms.RadioSelect,
        choices=[
            ("good_rows", _("接续没有问题的行，有问题的改好以后再传")),
            ("all_or_none", _("只要有一行有问题，就一行也不接续")),
        ],
    )


class SettleForm(DeskForm):
    settled_as = forms.ChoiceField(
        label=_("怎样处理"),
        widget=forms.RadioSelect,
        choices=[
            ("keep", _("照原样发放，到期复核时再看")),
            ("review", _("现在启动复核（先听取本人意见，决定以前照发）")),
        ],
    )
    note = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)


class OpenCaseForm(DeskForm):
    is_relative = forms.TypedChoiceField(
        label=_("是不是低保经办人员、村（社区）干部的近亲属"),
        widget=forms.RadioSelect,
        choices=[("no", _("不是")), ("yes", _("是"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    official_name = forms.CharField(
        label=_("工作人员或村干部的姓名"), max_length=100, required=False
    )
    office = forms.CharField(label=_("单位和职务"), max_length=100, required=False)
    relation = forms.CharField(label=_("是什么关系"), max_length=40, required=False)
