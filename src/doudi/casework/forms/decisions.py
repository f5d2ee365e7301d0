"""The forms of the opinion, the decision and the spot check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.procedures import Action
from doudi.casework.domain.proposals import Entry, key_of, with_view
from doudi.foundation.fields import DayField, YuanField
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm
from doudi.rules.decide import ELIGIBLE, NOT_ELIGIBLE
from doudi.rules.explain import VERDICTS

_AREA = {"rows": 3}


class ResultsForm(DeskForm):
    """What a person finds, programme by programme; filled with what the engine proposes."""

    on = DayField(label=_("日期"))
    differs_because = forms.CharField(label=_("与系统测算不同的原因"), help_text=_("结果或金额和系统测算一样的，不用填。"), required=False, max_length=1000, widget=forms.Textarea(attrs=_AREA))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: Sequence[Entry], **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposal = list(proposal)
        for place, entry in enumerate(self.proposal):
            self.fields[f"verdict_{place}"] = forms.ChoiceField(
                label=_("结果"), choices=_verdicts(entry), initial=entry["verdict"], required=False
            )
            if entry["outcome"] == "money":
                self.fields[f"amount_{place}"] = YuanField(
                    label=_("金额（元）"), initial=entry["amount_fen"], required=False
                )

    def bound_of(self, place: int) -> tuple[Any, Any]:
        """The boxes of one row: verdict, and amount where the programme pays money."""
        name = f"amount_{place}"
        return self[f"verdict_{place}"], self[name] if name in self.fields else None

    def results(self) -> list[Entry]:
        """The proposal with what the person finds otherwise. A box left empty says what the engine says."""
        view = {}
        for place, entry in enumerate(self.proposal):
            verdict = self.cleaned_data.get(f"verdict_{place}") or entry["verdict"]
            amount = self.cleaned_data.get(f"amount_{place}")
            view[key_of(entry)] = (verdict, entry["amount_fen"] if amount is None else amount)
        return with_view(self.proposal, view)


def _verdicts(entry: Entry) -> list[tuple[str, str]]:
    names = dict.fromkeys([entry["verdict"], ELIGIBLE, NOT_ELIGIBLE])
    return [(name, VERDICTS[name].in_(language())) for name in names]


class OpinionForm(ResultsForm):
    text = forms.CharField(label=_("初审意见"), required=False, max_length=1000, widget=forms.Textarea(attrs=_AREA))  # fmt: skip


class DecisionForm(ResultsForm):
    """`actions`: what the decider may do from where the case stands. None is chosen beforehand."""

    action = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), help_text=_("不予确认、停止、退回的，必须写明。"), required=False, max_length=500, widget=forms.Textarea(attrs=_AREA))  # fmt: skip

    def __init__(self, *args: Any, actions: Sequence[Action], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(a.name, a.label.in_(language())) for a in actions]


class InspectionForm(DeskForm):
    share = forms.IntegerField(label=_("每个乡镇抽多少（%）"), min_value=1, max_value=100)
    since = DayField(label=_("从哪天起办结的案件"))
    due_on = DayField(label=_("请在哪天以前查完"))


class SpotCheckForm(DeskForm):
    on = DayField(label=_("入户日期"))
    agrees = forms.TypedChoiceField(label=_("与调查是否一致"), choices=[("yes", _("一致")), ("no", _("不一致"))], widget=forms.RadioSelect, coerce=lambda v: v == "yes")  # fmt: skip
    found = forms.CharField(label=_("发现的问题"), help_text=_("不一致的，写明哪里不一致。"), required=False, max_length=1000, widget=forms.Textarea(attrs=_AREA))  # fmt: skip
