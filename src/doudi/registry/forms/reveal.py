"""The reason for seeing a whole number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class RevealForm(DeskForm):
    reason = forms.CharField(
        label=_("查看的理由"),
        help_text=_("写清楚为了办什么事。理由和您的姓名会留在操作记录里，居民可以要求查看。"),
        min_length=2,
        max_length=200,
        error_messages={"required": _("请写明查看的理由")},
    )
