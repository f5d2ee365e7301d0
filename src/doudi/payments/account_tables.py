"""Families that cannot be paid because of their account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.access import Viewer
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.payments.domain.reasons import REASONS
from doudi.payments.selectors.accounts import PROBLEMS
from doudi.registry.models import Household
from doudi.units.text import Text

LABELS = {problem: REASONS[problem] for problem in PROBLEMS}


class FamilyFilter(forms.Form):
    problem = forms.ChoiceField(label=_("问题"), required=False)


class FamilyTable(Table):
    caption = Text("账户有问题的家庭", "families whose account is to be seen to")
    columns = (
        Column(
            "head",
            Text("户主", "head"),
            value=lambda h: h.shown_name,
            link=lambda h: reverse("payments:household_accounts", args=[h.pk]),
            main=True,
        ),
        Column("number", Text("家庭编号", "number")),
        Column("area_code", Text("村（社区）", "village"), kind="area", sort="area_code"),
        Column(
            "problem",
            Text("问题", "problem"),
            value=lambda h: LABELS.get(h.problem),
            tone=lambda h: "bad" if h.problem == "account_refused" else "warn",
            sort=("rank", "area_code", "number"),
        ),
        Column("words", Text("银行的说明", "the bank's words"), value=lambda h: h.words or ""),
    )
    filter_form, order = FamilyFilter, "problem"
    empty = Text(
        "所有领取待遇的家庭都有可用的账户。", "Every family with money to come has an account."
    )

    def __init__(self, viewer: Viewer, rows: QuerySet[Household], request: HttpRequest) -> None:
        self.viewer = viewer
        super().__init__(rows, request)

    def _narrowed(self, rows: Any) -> Any:
        if self.form is not None:
            choices = [(p, label.in_(language())) for p, label in LABELS.items()]
            self.form.fields["problem"].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]
        return super()._narrowed(rows)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        return rows.filter(problem=wanted["problem"]) if wanted["problem"] else rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        heads = heads_of(self.viewer, {h.pk for h in rows})
        for home in rows:
            home.shown_name = heads.get(home.pk, home.number)
        return rows
