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
from doudi.care.models import CareFile
from doudi.care.selectors.files import last_assessed
from doudi.foundation.access import Viewer
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

WHEN = [
    ("", _("全部")),
    ("overdue", _("评估已超期")),
    ("soon", _("30天内到期")),
    ("never", _("还没有评估过")),
    ("closed", _("已结档")),
]
SOON_DAYS = 30


class FileFilter(forms.Form):
    when = forms.ChoiceField(label=_("评估"), required=False, choices=WHEN)
    group = forms.ChoiceField(label=_("类别"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = [(k, t.in_(language())) for k, t in GROUPS.items()]
        self.fields["group"].choices = [("", _("全部")), *groups]  # type: ignore[attr-defined]


class FileTable(Table):
    caption = Text("照护档案", "care files")
    columns = (
        Column("person", Text("姓名", "name"), value=lambda f: f.person.name, link=lambda f: reverse("care:file", args=[f.pk]), main=True),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("group", Text("类别", "group"), value=lambda f: GROUPS[f.group]),
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
        return found
