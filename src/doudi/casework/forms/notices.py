"""Posting a notice, its photograph, taking it down."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from doudi.foundation.clock import get_today
from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm


def not_in_future(day: date) -> date:
    if day > get_today():
        raise forms.ValidationError(now("日期还没有到"))
    return day


class NoticeForm(DeskForm):
    """To print first, or to say that it hangs."""

    on = DayField(label=_("张贴日期"), help_text=_("这一天是第0天，次日起算公示期。"))
    phone = forms.CharField(
        label=_("受理异议的电话"), max_length=20, help_text=_("单位的电话，如 0854-1234567。")
    )
    places = forms.CharField(
        label=_("张贴地点"),
        max_length=200,
        required=False,
        help_text=_("如：村务公开栏、三组路口。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BatchForm(NoticeForm):
    """Several families of one village on one poster."""

    cases = forms.TypedMultipleChoiceField(
        label=_("公示这些家庭"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, choices: list[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["cases"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["cases", "on", "phone", "places"])


class PhotoForm(DeskForm):
    photo = forms.FileField(
        label=_("公示照片"),
        help_text=_("照片里看得清公示和张贴的地方。JPG 或 PNG，不超过 20 MB。"),
        error_messages={"required": _("请选择照片"), "empty": _("文件是空的")},
    )


class VoidForm(DeskForm):
    on = DayField(label=_("撤下日期"))
    reason = forms.CharField(label=_("撤下的理由"), min_length=2, max_length=300)

    def clean_on(self) -> date:
        return not_in_future(self.cleaned_data["on"])
