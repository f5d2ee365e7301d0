"""Minutes of an appraisal: who came, what was asked, how many said what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.appraisals import USUAL_QUESTIONS, FactAsked, Panelist
from doudi.foundation.fields import DayField
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm

QUESTIONS = 6
COUNTS = (("true", _("属实")), ("not_true", _("不属实")), ("unsure", _("不清楚")))


class AppraisalForm(DeskForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("评议日期"))
    place = forms.CharField(label=_("地点"), max_length=200)
    chair = forms.CharField(label=_("主持人"), max_length=100)
    called = forms.IntegerField(label=_("应到人数"), min_value=1, max_value=200)
    attended = forms.IntegerField(label=_("实到人数"), min_value=1, max_value=200)
    panel = forms.CharField(
        label=_("评议人员"),
        help_text=_("一行一个人：姓名，身份。如：周德福，村民代表。"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    minutes = forms.CharField(
        label=_("评议记录"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    paper = forms.FileField(
        label=_("签了字的记录或会场照片"),
        required=False,
        help_text=_("PDF、照片、Word 或 Excel，不超过 20 MB。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        usual = {
            f"text_{n}": text.in_(language()) for n, text in enumerate(USUAL_QUESTIONS, start=1)
        }
        super().__init__(*args, initial=usual | options.pop("initial", {}), **options)
        for n in range(1, QUESTIONS + 1):
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("评议的事实"), required=False, max_length=200
            )
            for name, label in COUNTS:
                self.fields[f"{name}_{n}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=200
                )

    def question_boxes(self) -> list[list[forms.BoundField]]:
        names = ["text", *(name for name, _label in COUNTS)]
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, QUESTIONS + 1)]

    def read_panel(self) -> list[Panelist]:
        lines = [line.strip() for line in self.cleaned_data["panel"].splitlines() if line.strip()]
        found = []
        for line in lines:
            name, _comma, office = line.replace(",", "，").partition("，")
            found.append(Panelist(name.strip()[:50], office.strip()[:50]))
        return found

    def read_questions(self) -> list[FactAsked]:
        """A row whose counts are all empty was not asked."""
        given = self.cleaned_data
        found = []
        for n in range(1, QUESTIONS + 1):
            counts = [given.get(f"{name}_{n}") for name, _label in COUNTS]
            if given.get(f"text_{n}") and any(c is not None for c in counts):
                found.append(FactAsked(given[f"text_{n}"], *(c or 0 for c in counts)))
        return found
