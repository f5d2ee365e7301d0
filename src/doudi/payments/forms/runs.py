"""What is asked when a payment is planned, signed or given up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import MonthField
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.payments.models import PaymentRun
from doudi.registry.forms.base import DeskForm


class NewRunForm(DeskForm):
    month = MonthField(label=_("月份"))
    kind = forms.ChoiceField(
        label=_("类型"),
        widget=forms.RadioSelect,
        choices=PaymentRun.Kind.choices,
        initial=PaymentRun.Kind.regular,
        help_text=_("一个月只有一次月度发放；月中补发、重发选补充发放。"),
    )
    programmes = forms.MultipleChoiceField(
        label=_("项目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选，就是全部项目。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programmes"].choices = [  # type: ignore[attr-defined]
            (p.name, p.label.in_(language()))
            for p in get_rulebook().programmes.values()
            if p.outcome == "money"
        ]


class SignRunForm(DeskForm):
    """The digest of what was on the screen: another plan is not signed by it."""

    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class DropRunForm(DeskForm):
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
