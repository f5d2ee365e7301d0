"""Consents of a whole family on one page, and the applicant's pledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.models import Consent
from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Membership

ANSWERS = [("yes", _("同意")), ("no", _("不同意")), ("later", _("还没问到"))]
ON_PAPER = [c for c in Consent.Form.choices if c[0] != Consent.Form.online]


@dataclass(frozen=True, slots=True)
class Signing:
    """One adult's four boxes."""

    membership: Membership
    boxes: list[forms.BoundField]


class ConsentsForm(DeskForm):
    """`given`: what stands already, by person."""

    on = DayField(label=_("签署日期"))
    paper = forms.FileField(
        label=_("授权书和承诺书的照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf", "capture": "environment"}),
    )
    pledged = forms.ChoiceField(
        label=_("申请人承诺所说的都是真的"),
        choices=[("yes", _("已签诚信承诺书")), ("later", _("还没有签"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, adults: list[Membership], given: dict[int, Consent], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.adults = adults
        for member in adults:
            self._add(member.person_id, given.get(member.person_id))

    def _add(self, person: int, standing: Consent | None) -> None:
        answer = "later" if standing is None else "yes" if standing.is_given else "no"
        self.fields[f"p{person}"] = forms.ChoiceField(
            label=_("是否同意核对"), choices=ANSWERS, widget=forms.RadioSelect, initial=answer
        )
        self.fields[f"p{person}.form"] = forms.ChoiceField(
            label=_("方式"), choices=ON_PAPER, initial=standing.form if standing else "signature"
        )
        self.fields[f"p{person}.witness"] = forms.CharField(
            label=_("见证人"),
            max_length=100,
            required=False,
            help_text=_("按手印的要填。"),
            initial=standing.witness if standing else "",
        )
        self.fields[f"p{person}.signed_by_name"] = forms.CharField(
            label=_("代签的监护人"),
            max_length=100,
            required=False,
            help_text=_("由监护人代签的要填。"),
            initial=standing.signed_by_name if standing else "",
        )

    @property
    def signings(self) -> list[Signing]:
        parts = ("", ".form", ".witness", ".signed_by_name")
        return [Signing(m, [self[f"p{m.person_id}{part}"] for part in parts]) for m in self.adults]

    @property
    def general_boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in ("pledged", "on", "paper")]


class WithdrawalForm(DeskForm):
    on = DayField(label=_("撤回日期"))
