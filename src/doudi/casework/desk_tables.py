"""The work list and the list of cases. Not exportable: lists of residents leave through registry/exports only."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from doudi.casework.case_words import (
    actions_text,
    left_of,
    left_text,
    state_text,
    subject_text,
    whose_text,
)
from doudi.casework.domain.roads import next_actions
from doudi.casework.domain.urgency import DUE_SOON, OVERDUE
from doudi.casework.forms.desk import CaseFilter, DeskFilter
from doudi.casework.models import Case
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.case_names import with_names
from doudi.casework.selectors.search import find_cases, narrow_cases
from doudi.casework.selectors.today import MINE, Desk, DeskCounts, list_desk
from doudi.casework.selectors.townships import list_townships
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.tables import Column, Table
from doudi.units.text import Text

TONES = {OVERDUE: "bad", DUE_SOON: "warn"}
_NAME = Column(
    "name",
    Text("申请人", "applicant"),
    value=lambda case: case.shown_name,
    link=lambda case: reverse("casework:case", args=[case.pk]),
    main=True,
)
_PLACE = Column("place", Text("村（社区）", "village"), kind="area", value=lambda c: c.area_code)
_SUBJECT = Column("subject", Text("项目", "programme"), value=subject_text)
_STATE = Column("state", Text("环节", "step"), value=state_text)


def _named(viewer: Viewer, rows: list[Any]) -> list[Any]:
    """A page's rows are joined to their people once they are found: joined before, the whole list would be, for fifty of it."""
    cases = in_scope(viewer, Case.objects.filter(pk__in=[row.pk for row in rows]))
    found = {case.pk: case for case in with_names(viewer, cases)}
    return [found[row.pk] for row in rows]


class DeskTable(Table):
    """One of the two lists of a desk. How long it is, unless narrowed, the counts at the top know."""

    caption = Text("今天的工作", "work of today")
    empty = Text("现在没有等您办的案件。", "No case waits for you now.")

    def __init__(self, desk: Desk, which: str, counts: DeskCounts, request: HttpRequest) -> None:
        self.desk, self.which, self.counts, today = desk, which, counts, desk.bounds.today
        form = partial(DeskFilter, townships=list_townships(desk.viewer))
        self.filter_form = form  # type: ignore[assignment, misc] # its choices are the viewer's
        need = self._need if which == MINE else self._need_of_others
        told = Column("told", Text("上报", "told"), value=self._told, tone=lambda c: "bad" if self._told(c) else "")  # fmt: skip
        self.columns = (  # type: ignore[misc]
            _NAME,
            _PLACE,
            _SUBJECT,
            Column("need", Text("接下来", "next") if which == MINE else Text("在等", "waits for"), value=need),
            Column(
                "left",
                Text("期限", "time left"),
                value=lambda c: left_text(left_of(c, today), is_provisional=c.is_provisional),
                tone=lambda c: TONES.get(desk.bounds.urgency(c.next_due), ""),
            ),
            Column("due", Text("到期日", "due"), kind="date", value=lambda c: c.next_due),
            *((told,) if desk.bounds.told_before is not None else ()),
        )  # fmt: skip
        super().__init__(list_desk(desk, which).only("pk"), request)

    @property
    def total(self) -> int:
        if self.is_filtered:
            return super().total
        return self.counts.mine if self.which == MINE else self.counts.others

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        rows = narrow_cases(rows, wanted, self.desk.bounds.today)
        if wanted.get("desk"):
            rows = rows.filter(desk=self.desk.viewer.posting_id)
        bounds = self.desk.bounds
        if wanted["when"] == OVERDUE:
            return rows.filter(next_due__lt=bounds.today)
        if wanted["when"] == DUE_SOON:
            return rows.filter(next_due__gte=bounds.today, next_due__lte=bounds.soon)
        if wanted["when"]:
            return rows.exclude(next_due__isnull=False, next_due__lte=bounds.soon)
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        return _named(self.desk.viewer, rows)

    def _need(self, case: Case) -> Text:
        own = self.desk.actions(case)
        return actions_text(own) if own else self._need_of_others(case)

    def _need_of_others(self, case: Case) -> Text:
        """The end of a waiting period, or whose turn it is."""
        if case.waits_until is not None and case.waits_until >= self.desk.bounds.today:
            return Text(f"公示或等待期到 {case.waits_until} 满", f"the waiting period ends on {case.waits_until}")  # fmt: skip
        actions = tuple(next_actions(procedure_of(case), case.state))
        if not actions:
            return state_text(case)
        who, what = whose_text(actions), actions_text(actions)
        return Text(f"{who.zh}：{what.zh}", f"{who.en}: {what.en}")

    def _told(self, case: Case) -> Text | None:
        if self.desk.is_told_upwards(case):
            return Text("已超期，上报", "late: told upwards")
        return None


class CaseTable(Table):
    caption = Text("案件", "cases")
    empty = Text("这里还没有案件。", "There are no cases here yet.")
    order = "-opened"

    def __init__(self, viewer: Viewer, rows: Any, request: HttpRequest, today: Any) -> None:
        self.viewer, self.today = viewer, today
        form = partial(CaseFilter, townships=list_townships(viewer))
        self.filter_form = form  # type: ignore[assignment, misc] # its choices are the viewer's
        self.columns = (  # type: ignore[misc]
            _NAME,
            Column("number", Text("案件编号", "number"), sort="number"),
            _PLACE,
            _SUBJECT,
            _STATE,
            Column("opened", Text("立案", "opened"), kind="date", value=lambda c: c.opened_on, sort="opened_on"),
            Column("left", Text("期限", "time left"), value=self._left, tone=self._tone, sort="next_due"),
        )  # fmt: skip
        super().__init__(rows.only("pk"), request)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        rows = narrow_cases(rows, wanted, self.today)
        return find_cases(self.viewer, rows, wanted["q"]) if wanted["q"] else rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        return _named(self.viewer, rows)

    def _left(self, case: Case) -> Text:
        if not case.is_open:
            return Text("已办结", "closed")
        return left_text(left_of(case, self.today), is_provisional=case.is_provisional)

    def _tone(self, case: Case) -> str:
        left = left_of(case, self.today) if case.is_open else None
        return "bad" if left is not None and left.is_overdue else ""
