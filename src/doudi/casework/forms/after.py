"""What is asked when something is done to an award or a decision that stands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.review_grounds import CHOSEN, GROUNDS
from doudi.foundation.fields import DayField, MonthField, choices_of
from doudi.registry.forms.base import DeskForm

WORDS = forms.Textarea(attrs={"rows": 3})


class ReviewForm(DeskForm):
    ground = forms.ChoiceField(
        label=_("原因"), choices=choices_of({ground: GROUNDS[ground] for ground in CHOSEN})
    )
    on = DayField(label=_("日期"))
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=WORDS)


class HoldForm(DeskForm):
    """Until when is asked, never assumed: a hold has an end."""

    from_month = MonthField(label=_("从哪个月起缓发"))
    until_month = MonthField(label=_("缓发到哪个月"))
    ground = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)
    told_on = DayField(label=_("告知本人的日期"))


class LiftForm(DeskForm):
    because = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)


class ReportForm(DeskForm):
    on = DayField(label=_("日期"))
    what = forms.CharField(label=_("家里有什么变化"), max_length=500, widget=WORDS)


class ReconsiderationForm(DeskForm):
    known_on = DayField(label=_("哪天知道这个决定的"))
    on = DayField(label=_("申请日期"))
    note = forms.CharField(label=_("复议请求和理由"), max_length=500, widget=WORDS)


class ReopenForm(DeskForm):
    on = DayField(label=_("日期"))
    note = forms.CharField(label=_("重新办理的理由"), max_length=500, widget=WORDS)


class CarryOutForm(DeskForm):
    on = DayField(label=_("复议决定的日期"))
    note = forms.CharField(label=_("复议决定的内容"), max_length=500, widget=WORDS)
    version = forms.IntegerField(widget=forms.HiddenInput)
