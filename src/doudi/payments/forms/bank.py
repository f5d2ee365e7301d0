"""What the bank sent back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class ReturnForm(DeskForm):
    upload = forms.FileField(
        label=_("回盘文件"),
        max_length=200,
        allow_empty_file=True,  # refused with a sentence, and kept
        error_messages={"required": _("请选择文件")},
    )
