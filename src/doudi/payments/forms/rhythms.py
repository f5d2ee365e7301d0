"""What is asked where a place goes over to quarterly payment, or back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from doudi.foundation.clock import get_today
from doudi.foundation.fields import DayField, LongSelect
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm

MOST_DAYS = 400  # ahead


class _FromDay(DeskForm):
    """What was planned yesterday was planned by what held yesterday."""

    on = DayField(label=_("从哪天起"))

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not get_today() <= on <= get_today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("日期须是今天或者以后，最多提前一年"))
        return on


class QuarterlyForm(_FromDay):
    area_code = forms.ChoiceField(label=_("哪个地方"), widget=LongSelect)
    programme = forms.ChoiceField(label=_("哪个项目"), required=False)
    source = forms.CharField(
        label=_("文件名称和文号"), max_length=200, help_text=_("例如：安和民发〔2022〕9号")
    )
    paper = forms.FileField(label=_("文件"), help_text=_("扫描件或者照片。"))
    field_order = ("area_code", "programme", "on", "source", "paper")

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["area_code"].choices = [("", _now("请选择")), *areas]
        programmes = get_rulebook().programmes.values()
        fields["programme"].choices = [
            ("", _now("所有按月发放的项目")),
            *((p.name, p.label.in_(language())) for p in programmes if p.outcome == "money"),
        ]

    def asked(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        paper = found.pop("paper")
        return found | {"content": paper.read(), "file_name": paper.name}


class MonthlyForm(_FromDay):
    pass
