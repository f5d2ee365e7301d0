"""What is missing, told once; and what came in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm


class AskPapersForm(DeskForm):
    items = forms.MultipleChoiceField(
        label=_("缺少的材料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("已经交了的，去掉勾选。只能告知这一次，请看全。"),
    )
    more = forms.CharField(
        label=_("另外缺少的"),
        required=False,
        max_length=200,
        help_text=_("名单上没有的，写在这里。"),
    )
    on = DayField(label=_("告知日期"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["items"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = items
        box.initial = [name for name, _label in items]


class PapersInForm(DeskForm):
    came = forms.MultipleChoiceField(
        label=_("已经补来的"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("说明“没有”也算补齐。"),
    )
    on = DayField(label=_("补齐日期"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["came"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = items
