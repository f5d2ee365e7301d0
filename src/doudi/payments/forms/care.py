"""What is asked of bought care: a provider, its account, an agreement, hours, what the person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, MonthField, YuanField, choices_of
from doudi.foundation.templatetags.doudi import language
from doudi.payments.format_book import bank_labels
from doudi.payments.models import CareProvider, Handout
from doudi.registry.forms.base import DeskForm
from doudi.units.dates import Month

WORDS = forms.Textarea(attrs={"rows": 2})
PERSON, TRUSTED = "person", "trusted"


class ProviderForm(DeskForm):
    name = forms.CharField(
        label=_("机构名称"),
        max_length=60,
        help_text=_("照登记证书或者营业执照填写全称。付款账户的户名须与它一致。"),
    )
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40)


class ProviderAccountForm(DeskForm):
    holder_name = forms.CharField(
        label=_("户名"), max_length=100, help_text=_("照开户许可证填写。")
    )
    bank = forms.ChoiceField(label=_("开户银行"), choices=choices_of(bank_labels))
    number = forms.CharField(
        label=_("账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填写账号")},
    )


class AgreementForm(DeskForm):
    provider = forms.ChoiceField(label=_("服务机构"))
    first = MonthField(label=_("从哪个月起"))
    hours = forms.IntegerField(label=_("每月安排多少小时"))
    hour_fen = YuanField(label=_("每小时价格（元）"))
    trusted = forms.CharField(
        label=_("本人不能确认时，由谁确认"),
        max_length=40,
        required=False,
        help_text=_(
            "本人信任的人，协议里要写明，例如村里的邻居。不是服务机构的人。能自己确认的不填。"
        ),
    )
    paper = forms.FileField(
        label=_("三方协议"),
        help_text=_("本人（或者监护人）、服务机构、乡镇签字的协议，扫描件或者照片。"),
    )

    def __init__(self, *args: Any, providers: Sequence[CareProvider], **options: Any) -> None:
        super().__init__(*args, **options)
        self.providers = {str(p.pk): p for p in providers}
        fields: Any = self.fields
        fields["provider"].choices = [(k, p.name) for k, p in self.providers.items()]

    def asked(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        paper = found.pop("paper")
        found["provider"] = self.providers[found["provider"]]
        return found | {"content": paper.read(), "file_name": paper.name}


class HoursForm(DeskForm):
    """`months`: those that may still be entered."""

    month = forms.TypedChoiceField(label=_("月份"), coerce=Month.parse)
    hours = forms.IntegerField(
        label=_("服务了多少小时"), help_text=_("照机构的服务记录填写。一小时也没有服务的填0。")
    )

    def __init__(self, *args: Any, months: Sequence[Month], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["month"].choices = [(str(m), m.format(language())) for m in months]


class CorrectionForm(DeskForm):
    hours = forms.IntegerField(label=_("服务了多少小时"))
    words = forms.CharField(label=_("为什么更正"), max_length=300, widget=WORDS)


class ConfirmationForm(DeskForm):
    hours = forms.IntegerField(
        label=_("本人确认多少小时"), help_text=_("问本人：来了几次，每次多久。没有确认的不付钱。")
    )
    by = forms.ChoiceField(label=_("谁确认的"), widget=forms.RadioSelect, initial=PERSON)
    receipt_kind = forms.ChoiceField(
        label=_("确认方式"),
        widget=forms.RadioSelect,
        choices=Handout.Receipt.choices,
    )
    receipt = forms.FileField(
        label=_("签字的确认单或者现场照片"),
        help_text=_("用手机拍下来。一小时也不确认的，可以不附，但要写明情况。"),
    )
    on = DayField(label=_("确认日期"))
    words = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=WORDS,
        help_text=_("本人说的与机构记录不一样的，写明情况。"),
    )

    def __init__(self, *args: Any, name: str, trusted: str, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        whose = [(PERSON, _now("本人：%(name)s") % {"name": name})]
        if trusted:
            whose.append((TRUSTED, _now("本人信任的人：%(name)s") % {"name": trusted}))
        fields["by"].choices = whose
        if self.is_bound and self.data.get("hours", "").strip() == "0":
            fields["receipt_kind"].required = fields["receipt"].required = False
        fields["receipt"].widget.attrs |= {"accept": "image/*", "capture": "environment"}

    def asked(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        paper = found.pop("receipt")
        found["is_by_trusted"] = found.pop("by") == TRUSTED
        return found | {
            "content": paper.read() if paper else b"",
            "file_name": paper.name if paper else "",
        }


class EndForm(DeskForm):
    last = MonthField(label=_("最后一个月"), help_text=_("从下个月起，照料护理费按钱发给本人。"))
    reason = forms.CharField(label=_("原因"), max_length=300, widget=WORDS)
