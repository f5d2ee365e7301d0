"""What is asked of goods: a store, a move, a list, a receipt, a later look, a voucher."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, YuanField
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.payments.models import Handout, Store
from doudi.registry.forms.base import DeskForm

WORDS = forms.Textarea(attrs={"rows": 2})


class StoreForm(DeskForm):
    name = forms.CharField(
        label=_("仓库名称"), max_length=60, help_text=_("例如：青山镇救助物资库")
    )


class MoveForm(DeskForm):
    item = forms.CharField(
        label=_("物资"), max_length=40, help_text=_("例如：棉被、煤、取暖炉、大米")
    )
    unit = forms.CharField(label=_("计量单位"), max_length=10, help_text=_("例如：床、袋、台"))
    quantity = forms.IntegerField(label=_("数量"), help_text=_("入库填正数，出库填负数。"))
    on = DayField(label=_("日期"))
    words = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("出库必须写明原因。")
    )


class GoodsListForm(DeskForm):
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：2022年冬令救助"))
    programme = forms.ChoiceField(label=_("正在享受哪个项目的家庭"), required=False)
    numbers = forms.CharField(
        label=_("或者填写户编号"),
        required=False,
        max_length=20_000,
        widget=WORDS,
        help_text=_("每行一个。"),
    )
    item = forms.CharField(label=_("物资"), max_length=40)
    unit = forms.CharField(label=_("计量单位"), max_length=10)
    quantity = forms.IntegerField(label=_("每户数量"), initial=1)
    store = forms.ChoiceField(label=_("从哪个仓库发"), required=False)
    worth_fen = YuanField(label=_("发券的：每张面值（元）"), required=False)
    check_days = forms.IntegerField(
        label=_("发放后多少天回访"), required=False, help_text=_("看看用上了没有。不回访的不填。")
    )

    def __init__(self, *args: Any, stores: list[Store], **options: Any) -> None:
        super().__init__(*args, **options)
        none = [("", _("不选"))]
        self.stores = {str(s.pk): s for s in stores}
        self.fields["store"].choices = none + [(k, s.name) for k, s in self.stores.items()]  # type: ignore[attr-defined]
        self.fields["programme"].choices = none + [  # type: ignore[attr-defined]
            (p.name, p.label.in_(language())) for p in get_rulebook().programmes.values()
        ]

    def asked(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["store"] = self.stores.get(found["store"])
        found["numbers"] = found["numbers"].split()
        return found


class HandoutForm(DeskForm):
    taken_by = forms.CharField(label=_("领取人"), max_length=40)
    receipt_kind = forms.ChoiceField(
        label=_("签收方式"), widget=forms.RadioSelect, choices=Handout.Receipt.choices
    )
    receipt = forms.FileField(
        label=_("签收单或者现场照片"), help_text=_("用手机拍下签名、手印或者领取的现场。")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["receipt"].widget.attrs |= {"accept": "image/*", "capture": "environment"}


class DropForm(DeskForm):
    words = forms.CharField(label=_("理由"), max_length=300, widget=WORDS)


class CheckForm(DeskForm):
    is_used = forms.ChoiceField(
        label=_("用上了吗"),
        widget=forms.RadioSelect,
        choices=[("yes", _("在使用")), ("no", _("没有使用"))],
    )
    on = DayField(label=_("回访日期"))
    words = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=WORDS,
        help_text=_("没有使用的，写明原因。"),
    )


class VoucherForm(DeskForm):
    number = forms.CharField(label=_("券号"), max_length=20)
    place = forms.CharField(label=_("兑换地点"), max_length=60)
    on = DayField(label=_("兑换日期"))
