"""Agreeing to a change, refusing it, taking it back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class DecisionForm(DeskForm):
    reason = forms.CharField(
        label=_("意见"),
        max_length=500,
        required=False,
        help_text=_("不同意时必须写明理由。"),
        widget=forms.Textarea({"rows": 2}),
    )
