"""The last file that was really paid."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class PaidBeforeForm(DeskForm):
    upload = forms.FileField(
        label=_("上次实发的名单"),
        help_text=_("CSV 或 XLSX，要有“身份证号”“项目”“金额”三列。只用来核对，不保存。"),
        max_length=200,
        allow_empty_file=True,  # refused with a sentence
        error_messages={"required": _("请选择文件")},
    )
