"""What is asked when a campaign is planned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, MonthField, YuanField
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm

BASIS = _("例如：安和县民政局关于提高救助标准的通知（安民发〔2022〕8号）")


class CampaignForm(DeskForm):
    title = forms.CharField(label=_("名称"), max_length=100)
    basis = forms.CharField(label=_("依据的文件和文号"), max_length=200, help_text=BASIS)
    programmes = forms.MultipleChoiceField(label=_("项目"), widget=forms.CheckboxSelectMultiple)
    only_money = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programmes"].choices = [  # type: ignore[attr-defined]
            (p.name, p.label.in_(language()))
            for p in get_rulebook().programmes.values()
            if p.period == "month" and (p.outcome == "money" or not self.only_money)
        ]


class RaiseForm(CampaignForm):
    from_month = MonthField(label=_("从哪个月起执行"))
    only_money = True


class ReviewCampaignForm(CampaignForm):
    due_on = DayField(label=_("完成期限"))


class OneOffForm(CampaignForm):
    base_date = DayField(label=_("基准日"), help_text=_("这一天所在的月份在享的，才发放。"))
    per = forms.ChoiceField(
        label=_("发放方式"),
        widget=forms.RadioSelect,
        choices=[("person", _("按人：家里每个人一份")), ("household", _("按户：每户一份"))],
    )
    amount = YuanField(label=_("每份金额（元）"), help_text=_("按文件写明的金额填写。"))


class DropForm(DeskForm):
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SignCampaignForm(DeskForm):
    """The digest of what was on the screen: another plan is not signed by it."""

    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class SettleItemForm(DeskForm):
    is_paid = forms.TypedChoiceField(
        label=_("怎样处理"),
        choices=[("yes", _("发放")), ("no", _("不发放"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择发放还是不发放")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("例如：基准日时本人健在，由继承人领取；登记有误，已更正。"),
        error_messages={"required": _("请写明理由")},
    )
