"""The list of awards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.models import Award
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

SOON = 60  # days ahead that "review due soon" looks


class AwardFilter(forms.Form):
    programme = forms.ChoiceField(label=_("项目"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Award.State.choices]
    )
    due = forms.BooleanField(label=_("两个月内要复核"), required=False)
    name = forms.CharField(label=_("姓名"), required=False, max_length=50)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        programmes = get_rulebook().programmes.values()
        self.fields["programme"].choices = [
            ("", _("全部")),
            *((p.name, p.label.in_(language())) for p in programmes),
        ]


def programme_label(name: str) -> Text:
    """What a programme is called; its own name where the rulebook no longer has it."""
    found = get_rulebook().programmes.get(name)
    return found.label if found else Text(name, name)


def _tone(award: Award) -> str:
    return {"active": "good", "gradual_exit": "warn", "suspended": "warn"}.get(award.state, "")


class AwardTable(Table):
    caption = Text("待遇名单", "awards")
    columns = (
        Column(
            "whose",
            Text("享受人", "for"),
            value=lambda a: a.shown_name,
            link=lambda a: reverse("casework:award", args=[a.pk]),
            main=True,
        ),
        Column(
            "programme", Text("项目", "programme"), value=lambda a: programme_label(a.programme)
        ),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("amount_fen", Text("金额（元）", "amount (yuan)"), kind="money", sort="amount_fen"),
        Column(
            "from_month",
            Text("从", "from"),
            value=lambda a: f"{a.from_month:%Y-%m}",
            sort="from_month",
        ),
        Column("review_due", Text("复核期限", "review due"), kind="date", sort="review_due"),
        Column("state", Text("状态", "state"), value=Award.get_state_display, tone=_tone),
    )
    filter_form, order = AwardFilter, "-from_month"
    empty = Text(
        "这里还没有待遇。案件确认以后会列在这里。", "No awards yet: they come with decisions."
    )

    def __init__(self, viewer: Viewer, rows: QuerySet[Award], request: HttpRequest) -> None:
        self.viewer = viewer
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[Award], wanted: dict[str, Any]) -> QuerySet[Award]:
        if wanted["programme"]:
            rows = rows.filter(programme=wanted["programme"])
        if wanted["state"]:
            rows = rows.filter(state=wanted["state"])
        if wanted["due"]:
            rows = rows.exclude(state="ended").filter(review_due__lte=get_today() + timedelta(SOON))
        if name := wanted["name"].strip():
            head = Q(household__memberships__relation="head", household__memberships__valid_to=None)
            rows = rows.filter(
                Q(person__name=name) | head & Q(household__memberships__person__name=name)
            )
        return rows

    def prepare(self, rows: list[Award]) -> list[Award]:
        heads = heads_of(self.viewer, {a.household_id for a in rows if a.person_id is None})
        for award in rows:
            award.shown_name = (  # type: ignore[attr-defined]
                award.person.name
                if award.person
                else heads.get(award.household_id, award.household.number)
            )
        return rows
