"""What is asked of a care file: a person to be looked after, a change of condition, the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.care.domain.groups import GROUPS
from doudi.care.models import CareFile
from doudi.foundation.fields import choices_of
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Membership

WORDS = forms.Textarea(attrs={"rows": 3})


class OpenForm(DeskForm):
    person = forms.TypedChoiceField(label=_("哪一位"), coerce=int, widget=forms.RadioSelect)
    group = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, choices=choices_of(GROUPS))
    because = forms.CharField(
        label=_("为什么要照护"),
        max_length=300,
        widget=WORDS,
        help_text=_("例如：独居，子女长年在外，腿脚不便。"),
    )

    def __init__(self, *args: Any, members: Iterable[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {m.person_id: m.person for m in members}
        self.fields["person"].choices = [(k, p.name) for k, p in self.people.items()]  # type: ignore[attr-defined]


class ReportForm(DeskForm):
    words = forms.CharField(
        label=_("有什么变化"),
        max_length=500,
        widget=WORDS,
        help_text=_("例如：上周摔倒后不能自己下床。乡镇会在规定的工作日内上门评估。"),
    )


class CloseForm(DeskForm):
    closed_for = forms.ChoiceField(
        label=_("结档原因"), choices=CareFile.Closed.choices, widget=forms.RadioSelect
    )


class ObjectionForm(DeskForm):
    words = forms.CharField(
        label=_("为什么不同意"),
        max_length=500,
        widget=WORDS,
        help_text=_("照本人或家人的话写。会换两个人重新评估。"),
    )
