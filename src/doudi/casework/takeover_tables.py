"""The lists of taking over: the files, and the rows of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.award_tables import programme_label
from doudi.casework.domain.taking_over import AWARDS, DIFFERENCES, KINDS, SAME
from doudi.casework.models import Takeover, TakeoverRow
from doudi.casework.procedure_book import get_procedures
from doudi.foundation.fields import choices_of
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

#: The procedure in whose words `domain/taking_over.STATES` puts the old systems'.
WHOSE_STATES = ("dibao", "2021")


def state_tone(takeover: Takeover) -> str:
    return {"applied": "good", "refused": "bad", "checked": "warn"}.get(takeover.state, "")


class TakeoverTable(Table):
    caption = Text("接续名单", "lists to take over")
    columns = (
        Column(
            "file",
            Text("文件", "file"),
            value=lambda t: t.document.file_name,
            link=lambda t: reverse("casework:takeover", args=[t.pk]),
            main=True,
        ),
        Column("kind", Text("名单", "list"), value=lambda t: KINDS[t.kind]),
        Column("on", Text("接续日期", "taken over on"), kind="date", sort="on"),
        Column(
            "good",
            Text("可用的行", "good rows"),
            kind="count",
            value=lambda t: t.counts.get("good"),
        ),
        Column(
            "bad",
            Text("有问题的行", "faulty rows"),
            kind="count",
            value=lambda t: t.counts.get("bad"),
        ),
        Column("state", Text("状态", "state"), value=Takeover.get_state_display, tone=state_tone),
        Column(
            "uploaded",
            Text("上传", "uploaded"),
            kind="time",
            value=lambda t: t.uploaded_at,
            sort="uploaded_at",
        ),
    )
    order = "-uploaded"
    empty = Text(
        "还没有名单。先下载模板，把旧系统的在享待遇填进去再上传。",
        "No lists yet: download the template, fill in what the old system pays, upload it.",
    )


class RowFilter(forms.Form):
    difference = forms.ChoiceField(
        label=_("核对结果"), required=False, choices=choices_of(DIFFERENCES, none=_("全部"))
    )
    state = forms.ChoiceField(
        label=_("处理"), required=False, choices=[("", _("全部")), *TakeoverRow.State.choices]
    )


def _whose(row: TakeoverRow) -> str:
    return (
        row.person.name
        if row.person
        else Text(f"第{row.line}行", f"row {row.line}").in_(language())
    )


class TakeoverRowTable(Table):
    caption = Text("逐行核对", "row by row")
    columns = (
        Column(
            "whose",
            Text("姓名", "name"),
            value=_whose,
            link=lambda r: reverse("casework:takeover_row", args=[r.pk]),
            main=True,
        ),
        Column(
            "programme", Text("项目", "programme"), value=lambda r: programme_label(r.programme)
        ),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column(
            "old",
            Text("原金额（元）", "old amount (yuan)"),
            kind="money",
            value=lambda r: r.old.get("amount_fen"),
        ),
        Column(
            "amount_fen",
            Text("按规定（元）", "by the law (yuan)"),
            kind="money",
            value=lambda r: r.amount_fen,
        ),
        Column("difference", Text("核对结果", "result"), value=lambda r: DIFFERENCES[r.difference]),
        Column(
            "state",
            Text("处理", "settled"),
            value=TakeoverRow.get_state_display,
            tone=lambda r: "warn" if r.state == "open" else "good",
        ),
        Column("line", Text("行", "row"), kind="count", value=lambda r: r.line, sort="line"),
    )
    filter_form, order = RowFilter, "line"
    empty = Text("没有可以核对的行。", "No row could be read.")

    def narrow(self, rows: QuerySet[TakeoverRow], wanted: dict[str, Any]) -> QuerySet[TakeoverRow]:
        for name in ("difference", "state"):
            if wanted[name]:
                rows = rows.filter(**{name: wanted[name]})
        return rows


def stage_of(row: TakeoverRow) -> Text:
    """Our word for where the old system says the case stands."""
    return get_procedures().version(*WHOSE_STATES).states[row.old["state"]].label


class OldCaseTable(TakeoverRowTable):
    """Open cases: their words for the stage beside ours."""

    columns = (
        *TakeoverRowTable.columns[:3],
        Column(
            "applied_on",
            Text("申请日期", "applied on"),
            value=lambda r: r.old.get("applied_on", ""),
        ),
        Column(
            "stage",
            Text("原系统的环节", "their stage"),
            value=lambda r: r.old.get("state_words", ""),
        ),
        Column("ours", Text("对应的环节", "our stage"), value=stage_of),
        *TakeoverRowTable.columns[5:],
    )


def shown_counts(takeover: Takeover) -> list[tuple[Text, int, str]]:
    """What the check found, each with the filter that shows it."""
    return [
        (text, takeover.counts.get(name, 0), name)
        for name, text in DIFFERENCES.items()
        if takeover.counts.get(name) or (name == SAME and takeover.kind == AWARDS)
    ]
