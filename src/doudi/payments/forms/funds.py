"""What finance says of funds: their names, their budgets, what they pay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, YuanField
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.payments.format_book import get_formats
from doudi.payments.models import Fund
from doudi.registry.forms.base import DeskForm

PLACES_IN_ORDER = [(n, str(n)) for n in range(1, 7)]


class NewFundForm(DeskForm):
    name = forms.CharField(
        label=_("资金名称"), max_length=60, help_text=_("例如：2022年中央困难群众救助补助资金")
    )
    source = forms.ChoiceField(label=_("资金来源"), choices=Fund.Source.choices)


class BudgetForm(DeskForm):
    way = forms.ChoiceField(
        label=_("追加还是收回"),
        widget=forms.RadioSelect,
        choices=[("more", _("追加预算")), ("less", _("收回没有用的"))],
        initial="more",
    )
    amount_fen = YuanField(label=_("金额（元）"))
    basis = forms.CharField(
        label=_("依据的文件和文号"),
        max_length=200,
        help_text=_("例如：关于下达困难群众救助补助资金的通知（安财社〔2022〕8号）"),
    )

    def clean_amount_fen(self) -> int:
        fen: int = self.cleaned_data["amount_fen"]
        if fen <= 0:
            raise forms.ValidationError(_("金额须大于零；要收回的，选“收回没有用的”"))
        return fen

    @property
    def fen(self) -> int:
        """Below zero: taken back."""
        amount: int = self.cleaned_data["amount_fen"]
        return amount if self.cleaned_data["way"] == "more" else -amount


class FundingForm(DeskForm):
    programme = forms.ChoiceField(label=_("项目"))
    fund = forms.TypedChoiceField(label=_("由哪笔资金发放"), coerce=int)
    order = forms.TypedChoiceField(
        label=_("使用顺序"),
        coerce=int,
        choices=PLACES_IN_ORDER,
        initial=1,
        help_text=_("先用1；不够的，用2。"),
    )
    road = forms.ChoiceField(label=_("发放渠道"))
    on = DayField(label=_("从哪天起"))

    def __init__(self, *args: Any, funds: list[Fund], **options: Any) -> None:
        super().__init__(*args, **options)
        lang, choose = language(), ("", _("请选择"))
        choices: dict[str, list[tuple[Any, Any]]] = {
            "programme": [
                (p.name, p.label.in_(lang))
                for p in get_rulebook().programmes.values()
                if p.outcome == "money"
            ],
            "fund": [(f.pk, f.name) for f in funds],
            "road": [(name, f.label.in_(lang)) for name, f in get_formats().items()],
        }
        for name, found in choices.items():
            self.fields[name].choices = [choose, *found]  # type: ignore[attr-defined]
