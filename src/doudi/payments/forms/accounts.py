"""An account to pay to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import choices_of
from doudi.payments.format_book import bank_labels
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Person

FAMILY, OUTSIDE = "family", "outside"


class AccountForm(DeskForm):
    """`members`: of the household; somebody else's account needs a paper."""

    person = forms.ChoiceField(label=_("收谁的钱"), initial=FAMILY)
    holder = forms.ChoiceField(label=_("账户是谁的"))
    holder_name = forms.CharField(
        label=_("户名"),
        max_length=100,
        required=False,
        help_text=_("家庭成员的账户不用填，按登记的姓名。户名与登记的姓名不同时，照存折填写。"),
    )
    bank = forms.ChoiceField(label=_("开户银行"), choices=choices_of(bank_labels))
    number = forms.CharField(
        label=pgettext_lazy("payments", "账号"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("照存折或银行卡抄写，可以有空格。"),
        error_messages={"required": _("请填写账号")},
    )
    agreement = forms.FileField(
        label=_("书面协议"),
        required=False,
        help_text=_("账户不是家庭成员的，或者几个家庭共用的，上传代领协议的扫描件或照片。"),
    )

    def __init__(self, *args: Any, members: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(p.pk): p for p in members}
        names = [(key, p.name) for key, p in self.people.items()]
        fields: Any = self.fields
        fields["person"].choices = [(FAMILY, gettext("全家的钱")), *names]
        fields["holder"].choices = [*names, (OUTSIDE, gettext("家庭以外的人"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["person"] = self.people.get(cleaned.get("person", ""))
        holder = cleaned["holder"] = self.people.get(cleaned.get("holder", ""))
        if holder is not None and not cleaned.get("holder_name", "").strip():
            cleaned["holder_name"] = holder.name
        return cleaned


class AccountsFileForm(DeskForm):
    upload = forms.FileField(
        label=_("表格"),
        help_text=_("Excel 或 CSV。要有这几列：身份证号、户名、开户银行、账号；收款人不写就是全家的钱，写“本人”就是本人的钱。"),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )  # fmt: skip
