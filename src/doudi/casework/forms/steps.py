"""The plain form of a step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.procedures import Action
from doudi.casework.guards.intake import ENDING_GROUNDS
from doudi.foundation.fields import DayField
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm


class StepForm(DeskForm):
    """Day, note, and the ground where a case ends without a decision."""

    on = DayField(label=_("日期"))
    note = forms.CharField(label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, **options: Any) -> None:
        super().__init__(*args, **options)
        if action.adverse:
            self.fields["note"].label = _("理由")
            self.fields["note"].required = True
        if "cannot_go_on" in action.needs:
            choices = [(k, t.in_(language())) for k, t in ENDING_GROUNDS.items()]
            self.fields["ground"] = forms.ChoiceField(label=_("原因"), choices=choices)

    def data_of_step(self) -> dict[str, Any]:
        return {"ground": self.cleaned_data["ground"]} if "ground" in self.fields else {}
