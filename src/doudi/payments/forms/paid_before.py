"""The last file that was really paid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import choices_of
from doudi.foundation.templatetags.doudi import language
from doudi.payments.domain.paid_before import CAUSES, KINDS, SAME
from doudi.registry.forms.base import DeskForm


class PaidBeforeForm(DeskForm):
    upload = forms.FileField(
        label=_("上次实发的名单"),
        help_text=_(
            "CSV 或 XLSX，要有“身份证号”“项目”“金额”三列。文件不保存，差别留在这一批里，由您逐个说明。"
        ),
        max_length=200,
        allow_empty_file=True,  # refused with a sentence
        error_messages={"required": _("请选择文件")},
    )


class SettleForm(DeskForm):
    """Which differences, and why they are right. The boxes of `chosen` stand in the list itself."""

    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
    whole_kind = forms.ChoiceField(label=_("说明哪些"), required=False)
    cause = forms.ChoiceField(label=_("原因"), choices=choices_of(CAUSES, none=_("请选择")))
    words = forms.CharField(
        label=_("情况"),
        help_text=_("写明查到了什么、凭什么，例如决定的文号。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lang, fields = language(), self.fields
        kinds = [(key, _("全部还没有说明的：") + label.in_(lang)) for key, label in KINDS.items() if key != SAME]  # fmt: skip
        fields["whole_kind"].choices = [("", _("只说明选中的")), *kinds]  # type: ignore[attr-defined]
