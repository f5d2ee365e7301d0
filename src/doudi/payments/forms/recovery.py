"""What is asked when money is to come back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, YuanField
from doudi.foundation.templatetags.doudi import day, language, yuan
from doudi.payments.domain.recovery import Taken
from doudi.payments.models import Receivable
from doudi.payments.selectors.too_much import TooMuch
from doudi.payments.services.receivables import Place, Plan, place_of
from doudi.registry.forms.base import DeskForm

WORDS = forms.Textarea(attrs={"rows": 3})


class PlanForm(DeskForm):
    instalment_fen = YuanField(
        label=_("每期归还（元）"), required=False, help_text=_("不分期的，两项都不填。")
    )
    first_due = DayField(label=_("首期日期"), required=False)
    may_net = forms.BooleanField(
        label=_("本人已书面同意从以后的发放中抵扣"),
        required=False,
        help_text=_("低保、特困等生活类救助，本地规定不准抵扣的，系统不会抵扣。"),
    )

    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in ("instalment_fen", "first_due", "may_net")})  # fmt: skip


class ProposeForm(PlanForm):
    """A box for each payment that went out, with what of it was too much."""

    ground = forms.ChoiceField(
        label=_("原因"), widget=forms.RadioSelect, choices=Receivable.Ground.choices
    )
    words = forms.CharField(
        label=_("说明"),
        max_length=500,
        widget=WORDS,
        help_text=_("写进告知书，家里人会看到。写清楚什么时候、因为什么多发。"),
    )

    def __init__(self, *args: Any, shown: TooMuch, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places: dict[str, Place] = {}
        for taken in shown.taken:
            line, component, month = place = place_of(taken)
            name = f"take-{line}-{component}-{month}"
            self.places[name] = place
            self.fields[name] = YuanField(
                label=_label(taken),
                required=False,
                initial=taken.fen,
                help_text=_about(taken),
            )
        last = ("ground", "words", "instalment_fen", "first_due", "may_net")
        self.order_fields([*self.places, *last])

    def amounts(self) -> dict[Place, int]:
        return {place: self.cleaned_data[name] or 0 for name, place in self.places.items()}


def _label(taken: Taken) -> str:
    month = taken.payment.month.format(language())
    return gettext("追回%(month)s（最多%(yuan)s元）") % {"month": month, "yuan": yuan(taken.fen)}


def _about(taken: Taken) -> str:
    words = taken.payment.words
    return gettext("%(day)s到账%(paid)s元；发放批次%(run)s，文件%(file)s第%(number)s笔，账号尾号%(tail)s。不追回的清空。") % {
        "day": day(words["settled_on"]),
        "paid": yuan(taken.payment.fen),
        "run": words["run"],
        "file": words["file"],
        "number": words["number"],
        "tail": words["tail"],
    }  # fmt: skip


class RepaymentForm(DeskForm):
    amount_fen = YuanField(label=_("归还金额（元）"))
    on = DayField(label=_("收款日期"))
    receipt = forms.CharField(label=_("收据号"), max_length=100)


class WaiverForm(DeskForm):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)
    basis = forms.CharField(
        label=_("依据的文件"), max_length=200, help_text=_("例如：安民〔2023〕3号会议纪要")
    )


class ReasonForm(DeskForm):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)


class RefundForm(DeskForm):
    basis = forms.CharField(label=_("入账凭证"), max_length=200)


class FineForm(DeskForm):
    fine_fen = YuanField(label=_("罚款金额（元）"))
    fine_by = forms.CharField(label=_("作出罚款决定的机关"), max_length=100)
    fine_number = forms.CharField(label=_("决定书文号"), max_length=100)
    fine_on = DayField(label=_("决定日期"))


class SignForm(DeskForm):
    """Nothing but the button: what is signed stands on the page."""
