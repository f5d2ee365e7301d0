"""The lists of campaigns and of their lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.award_tables import programme_label
from doudi.casework.domain.raises import CHANGES
from doudi.casework.models import Campaign, CampaignItem
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.access import Viewer
from doudi.foundation.fields import choices_of
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import area_name
from doudi.units.text import Text

WORDS = CHANGES | {"in": Text("发放", "paid"), "review": Text("复核", "reviewed")}
TONES = {"running": "warn", "planned": "warn", "applying": "warn", "done": "good"}
LEFT_WHY = {
    "under_review": Text("已经在复核", "under review already"),
    "ended": Text("待遇已终止", "the award has ended"),
}


class CampaignFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[("", _("全部")), *Campaign.Kind.choices[:3]]
    )


class CampaignTable(Table):
    caption = Text("提标和集中复核", "raises and reviews of all")
    columns = (
        Column(
            "title",
            Text("名称", "title"),
            link=lambda c: reverse("casework:campaign", args=[c.pk]),
            main=True,
        ),
        Column("kind", Text("类型", "kind"), value=Campaign.get_kind_display),
        Column("basis", Text("依据", "document")),
        Column("on", Text("基准日", "base date"), kind="date", sort="on"),
        Column(
            "state",
            Text("状态", "state"),
            value=Campaign.get_state_display,
            tone=lambda c: TONES.get(c.state, ""),
        ),
    )
    filter_form, order = CampaignFilter, ""
    empty = Text(
        "还没有提标、集中复核或者一次性发放。点上面的按钮开始。",
        "No raise, review or one-off payment yet. Begin with a button above.",
    )

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        return rows.filter(kind=wanted["kind"]) if wanted["kind"] else rows


class ItemFilter(forms.Form):
    change = forms.ChoiceField(
        label=_("变化"), required=False, choices=choices_of(WORDS, none=_("全部"))
    )
    township = forms.ChoiceField(label=_("乡镇（街道）"), required=False)
    state = forms.ChoiceField(
        label=_("办理"), required=False, choices=[("", _("全部")), *CampaignItem.State.choices]
    )


class ItemTable(Table):
    caption = Text("名单", "list")
    columns = (
        Column(
            "whose",
            Text("享受人", "for"),
            value=lambda i: i.shown_name,
            link=lambda i: reverse("registry:household", args=[i.household_id]),
            main=True,
        ),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column(
            "programme", Text("项目", "programme"), value=lambda i: programme_label(i.programme)
        ),
        Column("before_fen", Text("原来（元）", "before (yuan)"), kind="money", sort="before_fen"),
        Column("after_fen", Text("以后（元）", "after (yuan)"), kind="money", sort="after_fen"),
        Column("change", Text("变化", "change"), value=lambda i: WORDS.get(i.change, "")),
        Column(
            "state",
            Text("办理", "done"),
            value=lambda i: LEFT_WHY.get(i.about.get("why", "")) or i.get_state_display(),
            tone=lambda i: {"done": "good", "for_a_person": "warn"}.get(i.state, ""),
        ),
        Column(
            "next",
            Text("下一步", "next"),
            value=lambda i: i.next_label,
            link=lambda i: i.next_url,
        ),
    )
    filter_form, order = ItemFilter, ""

    def __init__(
        self,
        viewer: Viewer,
        rows: QuerySet[CampaignItem],
        request: HttpRequest,
        townships: list[str],
    ) -> None:
        self.viewer = viewer
        self.townships = townships
        super().__init__(rows.order_by("area_code", "pk"), request)

    def _narrowed(self, rows: Any) -> Any:
        if self.form is not None:
            self.form.fields["township"].choices = [  # type: ignore[attr-defined]
                ("", _("全部")),
                *((code, area_name(code)) for code in self.townships),
            ]
        return super()._narrowed(rows)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        if wanted["change"]:
            rows = rows.filter(change=wanted["change"])
        if wanted["state"]:
            rows = rows.filter(state=wanted["state"])
        if wanted["township"]:
            rows = rows.filter(area_code__startswith=wanted["township"][:9])
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        heads = heads_of(self.viewer, {i.household_id for i in rows if i.person_id is None})
        for item in rows:
            item.shown_name = (
                item.person.name
                if item.person
                else heads.get(item.household_id, item.household.number)
            )
            item.next_label, item.next_url = _next(self.viewer, item)
        return rows


def _next(viewer: Viewer, item: CampaignItem) -> tuple[Text, str]:
    """The case that came of it; else, where a person has to look, the page on which a review is opened."""
    if case := item.about.get("case"):
        return Text("看案件", "the case"), reverse("casework:case", args=[case])
    waits = item.state == CampaignItem.State.for_a_person and item.award_id
    if waits and item.campaign.kind == Campaign.Kind.raise_ and viewer.may("case.work"):
        return Text("启动复核", "open a review"), reverse("casework:review_item", args=[item.pk])
    if waits and item.campaign.kind == Campaign.Kind.one_off and viewer.may("award.sign"):
        return Text("办理", "settle"), reverse("casework:settle_item", args=[item.pk])
    return Text("", ""), ""
