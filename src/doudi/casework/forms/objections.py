"""Taking down an objection, answering it, asking who made it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.forms.notices import not_in_future
from doudi.casework.models import Objection
from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm

TEXT = forms.Textarea(attrs={"rows": 4})


class ObjectionForm(DeskForm):
    """What somebody says at the window, on the phone or in a letter."""

    about = forms.ChoiceField(label=_("对什么有异议"), choices=Objection.About.choices)
    channel = forms.ChoiceField(
        label=_("怎么反映的"),
        choices=[("window", _("窗口")), ("phone", _("电话")), ("letter", _("来信"))],
    )
    on = DayField(label=_("收到日期"))
    text = forms.CharField(label=_("内容"), min_length=2, max_length=1000, widget=TEXT)
    who = forms.CharField(
        label=_("反映人和联系方式"),
        required=False,
        max_length=200,
        help_text=_("可以不留。加密保存，只有写明理由才能查看，不告诉被反映的人。"),
    )

    def clean_on(self) -> date:
        return not_in_future(self.cleaned_data["on"])


class AnswerForm(DeskForm):
    """What was found. The objector reads these words."""

    outcome = forms.ChoiceField(label=_("核实结果"))
    answer = forms.CharField(
        label=_("答复"),
        min_length=2,
        max_length=1000,
        widget=TEXT,
        help_text=_("反映人会看到这段话。不要写这户人家的病情、残疾、号码和住址。"),
    )
    on = DayField(label=_("答复日期"))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        outcomes = [c for c in Objection.Outcome.choices if c[0] != Objection.Outcome.withdrawn]
        self.fields["outcome"].choices = [("", _("请选择")), *outcomes]  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        return not_in_future(self.cleaned_data["on"])
