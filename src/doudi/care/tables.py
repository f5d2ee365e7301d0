"""Lists of care files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.care.domain.assessments import OCCASIONS
from doudi.care.domain.groups import GROUPS
from doudi.care.domain.visits import IN_TIME, LATE, NEVER, OWNERS, SEEN, seen_state
from doudi.care.models import CareFile, FollowUp
from doudi.care.selectors.files import last_assessed
from doudi.care.selectors.visits import about_words
from doudi.foundation.access import Viewer
from doudi.foundation.fields import choices_of
from doudi.foundation.tables import Column, Table
from doudi.units.text import Text

ALL = _("全部")
WHEN = [
    ("", ALL),
    ("overdue", _("评估已超期")),
    ("soon", _("30天内到期")),
    ("never", _("还没有评估过")),
    ("closed", _("已结档")),
]
SOON_DAYS = 30


class FileFilter(forms.Form):
    when = forms.ChoiceField(label=_("评估"), required=False, choices=WHEN)
    seen = forms.ChoiceField(
        label=_("看望"),
        required=False,
        choices=choices_of({state: SEEN[state] for state in (LATE, NEVER, IN_TIME)}, none=ALL),
    )
    group = forms.ChoiceField(label=_("类别"), required=False, choices=choices_of(GROUPS, none=ALL))


class FileTable(Table):
    caption = Text("照护档案", "care files")
    columns = (
        Column("person", Text("姓名", "name"), value=lambda f: f.person.name, link=lambda f: reverse("care:file", args=[f.pk]), main=True),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("group", Text("类别", "group"), value=lambda f: GROUPS[f.group]),
        Column("seen_on", Text("上次见到本人", "last seen"), kind="date"),
        Column("visit_due", Text("看望期限", "visit by"), kind="date", sort="visit_due"),
        Column("seen", Text("看望", "visits"), value=lambda f: f.seen, tone=lambda f: f.seen_tone),
        Column("last", Text("上次评估", "last assessed"), kind="date"),
        Column("due_on", Text("评估期限", "assess by"), kind="date", sort="due_on"),
        Column("why", Text("为什么", "why"), value=lambda f: OCCASIONS[f.due_for] if f.due_for else "", tone=lambda f: f.tone),
    )  # fmt: skip
    filter_form, order = FileFilter, "due_on"
    empty = Text(
        "这里没有照护档案。被认定为特困、孤儿、留守等的人，档案每天自动建立；走访中发现的，从家庭页面建立。",
        "No care files here. Whoever is recognised gets one by itself every day; others are opened from their household's page.",
    )

    def __init__(
        self, viewer: Viewer, rows: QuerySet[CareFile], request: HttpRequest, *, today: date
    ) -> None:
        self.viewer, self.today = viewer, today
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[CareFile], wanted: dict[str, Any]) -> QuerySet[CareFile]:
        rows = rows.filter(group=wanted["group"]) if wanted["group"] else rows
        seen = {
            LATE: Q(visit_due__lt=self.today, seen_on__isnull=False),
            NEVER: Q(visit_due__lt=self.today, seen_on__isnull=True),
            IN_TIME: Q(visit_due__gte=self.today),
        }
        rows = rows.filter(seen[wanted["seen"]]) if wanted["seen"] in seen else rows
        when = {
            "overdue": Q(due_on__lt=self.today),
            "soon": Q(due_on__lte=date.fromordinal(self.today.toordinal() + SOON_DAYS)),
            "never": Q(due_for="first"),
        }
        if wanted["when"] == "closed":
            return rows.filter(closed_on__isnull=False)
        rows = rows.filter(closed_on__isnull=True)
        return rows.filter(when[wanted["when"]]) if wanted["when"] in when else rows

    def prepare(self, rows: Iterable[CareFile]) -> Iterable[CareFile]:
        found = list(rows)
        last = last_assessed(self.viewer, [f.pk for f in found])
        for file in found:
            file.last = last.get(file.pk)  # type: ignore[attr-defined]
            late = file.due_on is not None and file.due_on < self.today
            file.tone = "bad" if late else ""  # type: ignore[attr-defined]
            state = seen_state(file.seen_on, file.visit_due, self.today)
            file.seen = SEEN[state] if file.closed_on is None else ""  # type: ignore[attr-defined]
            file.seen_tone = "bad" if state in (LATE, NEVER) else ""  # type: ignore[attr-defined]
        return found


class FollowUpFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("进展"),
        required=False,
        choices=[("", _("没有办完")), ("overdue", _("已超期")), ("done", _("已办完"))],
    )
    owner = forms.ChoiceField(
        label=_("谁跟进"), required=False, choices=choices_of(OWNERS, none=ALL)
    )


class FollowUpTable(Table):
    caption = Text("跟进事项", "follow-ups")
    columns = (
        Column("words", Text("什么情况", "what was found"), link=lambda f: f.url, main=True),
        Column("about", Text("事项", "about"), value=lambda f: about_words(f.about)),
        Column("person", Text("姓名", "name"), value=lambda f: f.visit.file.person.name, link=lambda f: reverse("care:file", args=[f.visit.file_id])),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("owner", Text("谁跟进", "who sees to it"), value=lambda f: OWNERS[f.owner]),
        Column("due_on", Text("期限", "by"), kind="date", sort="due_on"),
        Column("state", Text("进展", "progress"), value=lambda f: f.state, tone=lambda f: f.tone),
    )  # fmt: skip
    filter_form, order = FollowUpFilter, "due_on"
    empty = Text(
        "没有要跟进的事。看望时选了“不好”的，会列在这里，直到有人写明怎么解决的。",
        "Nothing to follow up. What a visit found not fine stands here until somebody says what was done.",
    )

    def __init__(
        self,
        rows: QuerySet[FollowUp],
        request: HttpRequest,
        *,
        today: date,
        may_finish: bool,
    ) -> None:
        self.today, self.may_finish = today, may_finish
        if not request.GET:
            rows = rows.filter(self._open())
        super().__init__(rows, request)

    def narrow(self, rows: QuerySet[FollowUp], wanted: dict[str, Any]) -> QuerySet[FollowUp]:
        rows = rows.filter(owner=wanted["owner"]) if wanted["owner"] else rows
        if wanted["state"] == "done":
            return rows.filter(done_on__isnull=False)
        rows = rows.filter(self._open())
        return rows.filter(due_on__lt=self.today) if wanted["state"] == "overdue" else rows

    def prepare(self, rows: Iterable[FollowUp]) -> Iterable[FollowUp]:
        found = list(rows)
        for row in found:
            page = "care:follow_up" if self.may_finish else "care:file"
            number = row.pk if self.may_finish else row.visit.file_id
            row.url = reverse(page, args=[number])  # type: ignore[attr-defined]
            row.state, row.tone = self._state(row)  # type: ignore[attr-defined]
        return found

    def _open(self) -> Q:
        return Q(done_on__isnull=True, visit__file__closed_on__isnull=True)

    def _state(self, row: FollowUp) -> tuple[Text, str]:
        if row.done_on is not None:
            return Text("已办完", "done"), "good"
        if row.due_on is not None and row.due_on < self.today:
            return Text("已超期", "overdue"), "bad"
        return Text("没有办完", "open"), ""
