"""Handing in a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class DocumentForm(DeskForm):
    title = forms.CharField(
        label=_("名称"), max_length=100, help_text=_("如：残疾人证正面、低保申请书。")
    )
    paper = forms.FileField(
        label=_("文件"),
        help_text=_("PDF、照片、Word 或 Excel，不超过 20 MB。"),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )
