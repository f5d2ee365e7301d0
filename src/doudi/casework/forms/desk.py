"""The filters of the work list and of the list of cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.case_words import procedure_labels, state_choices
from doudi.casework.domain.urgency import DUE_SOON, LATER, OVERDUE
from doudi.foundation.fields import DayField, LongSelect
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language

ALL = ("", _("全部"))


class _CaseFilter(forms.Form):
    """`townships`: (code, name) of the viewer's area; none are asked for where there is but one."""

    use_required_attribute = False

    def __init__(self, *args: Any, townships: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        lang, labels = language(), procedure_labels()
        self.fields["procedure"].choices = [ALL, *((n, t.in_(lang)) for n, t in labels.items())]  # type: ignore[attr-defined]
        states = [
            (labels[name].in_(lang), [(key, label.in_(lang)) for key, label in found])
            for name, found in state_choices()
        ]
        self.fields["state"].choices = [ALL, *states]  # type: ignore[attr-defined]
        if len(townships) > 1:
            self.fields["township"].choices = [ALL, *townships]  # type: ignore[attr-defined]
        else:
            del self.fields["township"]


class DeskFilter(_CaseFilter):
    when = forms.ChoiceField(
        label=_("期限"),
        required=False,
        choices=[
            ALL,
            (OVERDUE, _("已超期")),
            (DUE_SOON, _("三个工作日内到期")),
            (LATER, _("其他")),
        ],
    )
    procedure = forms.ChoiceField(label=_("程序"), required=False)
    state = forms.ChoiceField(label=_("环节"), required=False, widget=LongSelect)
    township = forms.ChoiceField(label=_("乡镇（街道）"), required=False)
    desk = forms.ChoiceField(
        label=_("经手人"), required=False, choices=[ALL, ("me", _("我经手的"))]
    )


class CaseFilter(_CaseFilter):
    q = forms.CharField(
        label=_("姓名、编号、回执码或证件后四位"), required=False, max_length=60, strip=True
    )
    is_open = forms.ChoiceField(
        label=_("在办或办结"),
        required=False,
        choices=[ALL, ("yes", _("在办")), ("no", _("已办结"))],
    )
    procedure = forms.ChoiceField(label=_("程序"), required=False)
    state = forms.ChoiceField(label=_("环节"), required=False, widget=LongSelect)
    programme = forms.ChoiceField(label=_("项目"), required=False)
    township = forms.ChoiceField(label=_("乡镇（街道）"), required=False)
    village = forms.RegexField(
        label=_("村（社区）代码"), regex=r"^[0-9]{12}$", required=False, widget=forms.HiddenInput
    )
    since = DayField(label=_("立案从"), required=False)
    until = DayField(label=_("立案到"), required=False)
    clock = forms.ChoiceField(
        label=_("期限"), required=False, choices=[ALL, ("overdue", _("已超期"))]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = get_rulebook().programmes
        names = [(n, p.label.in_(language())) for n, p in known.items()]
        self.fields["programme"].choices = [ALL, *names]  # type: ignore[attr-defined]
