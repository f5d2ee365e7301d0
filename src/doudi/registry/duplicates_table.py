"""The list of pairs that may be one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.tables import Column, Table
from doudi.matching import REASONS
from doudi.registry.models import DuplicatePair
from doudi.registry.selectors.duplicates import RowMatch
from doudi.units.text import Text

# What the list names of a pair: what agrees, and what speaks against it. The page of the pair shows all.
TELLING = ("same", "alike", "slip", "near", "one_character", "household")
TONES = {
    DuplicatePair.State.open: "warn",
    DuplicatePair.State.same: "good",
    DuplicatePair.State.different: "",
}


def likelihood(per_mille: int) -> Text:
    """In words: a figure of a model is no probability of the world."""
    if per_mille >= 999:
        return Text("极可能", "most likely")
    return Text("很可能", "very likely") if per_mille >= 980 else Text("可能", "likely")


def telling_reasons(pair: DuplicatePair | RowMatch) -> Text:
    """What the two files have in common, in one line."""
    keys = [key for key in pair.reasons if key in REASONS and key.partition(".")[2] in TELLING]
    return Text("，".join(REASONS[k].zh for k in keys), ", ".join(REASONS[k].en for k in keys))


class PairFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[*DuplicatePair.State.choices, ("all", _("全部"))],
        initial=DuplicatePair.State.open,
    )


class PairTable(Table):
    """Open pairs unless another state is asked for."""

    caption = Text("疑似重复居民", "possible duplicates")
    columns = (
        Column(
            "names",
            Text("两份档案", "the two files"),
            value=lambda pair: f"{pair.first.name} · {pair.second.name}",
            link=lambda pair: reverse("registry:duplicate", args=[pair.pk]),
            main=True,
        ),
        Column("area_code", Text("第一份所在地", "first lives in"), kind="area"),
        Column("other_area_code", Text("第二份所在地", "second lives in"), kind="area"),
        Column("why", Text("相同和相近之处", "what they share"), value=telling_reasons),
        Column(
            "likely",
            Text("是同一人", "one person"),
            value=lambda pair: likelihood(pair.per_mille),
            sort="per_mille",
        ),
        Column(
            "state",
            Text("状态", "state"),
            value=lambda pair: pair.get_state_display(),
            tone=lambda pair: TONES[pair.state],
        ),
    )
    filter_form, order = PairFilter, "-likely"
    empty = Text(
        "没有待核对的疑似重复。导入台账以后可以再查找一次。",
        "No possible duplicates wait. Search again after an import.",
    )

    def __init__(self, rows: QuerySet[DuplicatePair], request: HttpRequest) -> None:
        if not request.GET.get("state"):
            rows = rows.filter(state=DuplicatePair.State.open)
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[DuplicatePair], wanted: dict[str, Any]) -> Any:
        state = wanted["state"]
        return rows.filter(state=state) if state and state != "all" else rows


class RowMatchTable(Table):
    """Rows of a ledger that may be somebody in the register."""

    caption = Text("可能已经登记的人", "people who may be registered already")
    columns = (
        Column("row", Text("台账行号", "row of the ledger"), kind="count"),
        Column(
            "person",
            Text("登记里的居民", "in the register"),
            value=lambda match: match.person.name,
            link=lambda match: reverse("registry:person", args=[match.person.pk]),
            main=True,
        ),
        Column(
            "identity",
            Text("证件号码", "number"),
            value=lambda match: match.person.identity_shown,
        ),
        Column("area", Text("所在地", "lives in"), kind="area", value=lambda m: m.person.area_code),
        Column("why", Text("相同和相近之处", "what they share"), value=telling_reasons),
        Column(
            "likely",
            Text("是同一人", "one person"),
            value=lambda match: likelihood(match.per_mille),
        ),
    )
    empty = Text(
        "没有发现台账里的人以别的号码登记过。",
        "Nobody of the ledger seems to be registered under another number.",
    )
