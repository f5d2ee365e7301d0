"""The list of letters, and what of it waits for the viewer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.models import Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.selectors.letters import UNSIGNED
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

TONES = {"draft": "warn", "checked": "warn", "signed": "warn", "served": "good", "void": ""}
WAITING = {
    "check": Text("待核稿", "to check"),
    "sign": Text("待签发", "to sign"),
    "serve": Text("待送达", "to serve"),
    "hand_out": Text("待打印交付", "to hand out"),
}


def title_of(letter: Letter) -> Text:
    about = LETTER_KINDS.get(letter.kind, {"zh": letter.kind, "en": letter.kind})
    return Text(about["zh"], about["en"])


def state_of(letter: Letter) -> str:
    """A paper that nobody signs is not a draft to a clerk: it is to be printed."""
    if letter.state == Letter.State.draft and letter.kind in UNSIGNED:
        return WAITING["hand_out"].in_(language())
    return letter.get_state_display()


class LetterFilter(forms.Form):
    waiting = forms.ChoiceField(
        label=_("等我办的"),
        required=False,
        choices=lambda: [("", _("全部")), *((k, t.in_(language())) for k, t in WAITING.items())],
    )
    kind = forms.ChoiceField(
        label=_("文书"),
        required=False,
        choices=lambda: [("", _("全部")), *((k, Text(a["zh"], a["en"]).in_(language())) for k, a in LETTER_KINDS.items())],
    )  # fmt: skip
    # The page of a campaign leads to its letters; nobody types it.
    campaign = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )


class LetterTable(Table):
    caption = Text("文书", "letters")
    columns = (
        Column("kind", Text("文书", "letter"), value=title_of, sort="kind", link=lambda x: reverse("casework:letter", args=[x.pk]), main=True),
        Column("number", Text("文号", "number"), sort="number"),
        Column("who", Text("写给", "for"), value=lambda x: x.shown_name or ""),
        Column("case", Text("案件", "case"), value=lambda x: x.case.number if x.case else "", sort="case__number"),
        Column("area", Text("村（社区）", "village"), kind="area", value=lambda x: x.area_code, sort="area_code"),
        Column("state", Text("状态", "state"), value=state_of, sort="state", tone=lambda x: TONES[x.state]),
        Column("serve_by", Text("送达期限", "serve by"), kind="date", sort="serve_by"),
        Column("drafted", Text("拟稿", "drafted"), kind="time", value=lambda x: x.drafted_at, sort="drafted_at"),
    )  # fmt: skip
    filter_form = LetterFilter
    empty = Text("还没有文书。受理、决定等环节办好后，文书会自动拟好放在这里。", "No letters yet. They are drafted by the steps of cases.")  # fmt: skip

    def __init__(self, rows: Any, request: Any, *, waiting: Any) -> None:
        self.waiting = waiting  # what → rows
        super().__init__(rows, request)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        if wanted["waiting"]:
            rows = self.waiting(wanted["waiting"])
        if wanted["campaign"]:
            rows = rows.filter(campaign=wanted["campaign"])
        return rows.filter(kind=wanted["kind"]) if wanted["kind"] else rows
