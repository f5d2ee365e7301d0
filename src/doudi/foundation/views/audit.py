"""The trail, for the audit administrator and auditors. Whoever reads it stands in it too."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation import audit
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.fields import DayField
from doudi.foundation.models import AuditEvent
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.selectors.audit import (
    TrailFilter,
    access_event_for_view,
    get_seal_number,
    list_action_choices,
    list_events,
)
from doudi.foundation.tables import LAST_PAGE, PER_PAGE, Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

DAYS = 30  # shown when nothing is asked for
SYSTEM, NONE = Text("系统", "the system"), Text("", "")

# What events are about, as pages call it. A kind that is not here is shown as the trail has it.
KINDS = {
    "account": Text("账号", "account"),
    "area": Text("区划", "area"),
    "change": Text("变更", "change"),
    "document": Text("材料", "document"),
    "event": Text("操作记录", "event"),
    "evidence": Text("证据", "evidence"),
    "export": Text("导出", "export"),
    "household": Text("家庭", "household"),
    "import": Text("导入", "import"),
    "mapping": Text("对应方案", "mapping"),
    "coverage": Text("名册范围", "coverage"),
    "duplicate_pair": Text("疑似重复", "pair"),
    "person": Text("居民", "person"),
    "posting": Text("任职", "posting"),
    "relation": Text("亲属关系", "relation"),
    "run": Text("后台任务", "run"),
    "supporter": Text("义务人", "supporter"),
    "table": Text("表格", "table"),
    "token": Text("接口凭证", "token"),
}


def _actions() -> list[tuple[str, str]]:
    return [("", _("全部")), *((key, text.in_(language())) for key, text in list_action_choices())]


class TrailForm(forms.Form):
    actor = forms.CharField(label=_("谁办的"), max_length=150, required=False, help_text=_("全名"))
    action = forms.ChoiceField(label=_("办了什么"), required=False, choices=_actions)
    first_day = DayField(label=_("从哪天"), required=False)
    last_day = DayField(label=_("到哪天"), required=False)
    number = forms.CharField(
        label=_("对象编号"),
        max_length=40,
        required=False,
        help_text=_("居民、家庭等的内部编号"),
    )


def role_of(event: AuditEvent) -> Text:
    """Nothing for somebody who had not chosen a posting yet: logging in."""
    if event.role:
        return Role(event.role).label
    return SYSTEM if event.account_id is None else NONE


def object_of(event: AuditEvent) -> str:
    """What an event was about, by kind and number: the trail holds no names of residents."""
    about = [
        (event.object_type, event.object_id),
        ("person", event.person_id),
        ("household", event.household_id),
    ]
    named = [_named(kind, number) for kind, number in about if number not in (None, "")]
    return "，".join(dict.fromkeys(named))


def _named(kind: str, number: object) -> str:
    label = KINDS[kind].in_(language()) if kind in KINDS else kind
    return f"{label} {number}".strip()


def details_of(event: AuditEvent) -> list[tuple[str, str]]:
    """The details, one line each: words as they are, anything else as JSON."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in event.details.items()
    ]


class TrailTable(Table):
    caption = Text("操作记录", "the audit trail")
    columns = (
        Column("pk", Text("编号", "number"), link=lambda e: reverse("foundation:audit_event", args=[e.pk]), main=True),
        Column("at", Text("时间", "time"), kind="time"),
        Column("actor", Text("谁", "who")),
        Column("role", Text("岗位", "role"), value=role_of),
        Column("action", Text("办了什么", "did what"), value=lambda e: audit.action_text(e.action)),
        Column("object", Text("对象", "to what"), value=object_of),
        Column("area", Text("区划", "area"), kind="area", value=lambda e: e.area_code),
        Column("reason", Text("理由", "why")),
    )  # fmt: skip
    filter_form, is_exportable = TrailForm, True
    empty = Text("最近30天没有操作记录。", "Nothing was done in the last 30 days.")

    @property
    def total(self) -> int:
        """Not counted beyond what can be leafed through: the trail may have many millions."""
        if not hasattr(self, "_total"):
            self._total = self._rows[: LAST_PAGE * PER_PAGE].count()
        return self._total


@staff_page("audit.view")
def show_trail(request: StaffRequest) -> HttpResponse:
    wanted = _wanted(request)
    table = TrailTable(list_events(request.viewer, wanted), request)
    audit.record(request.viewer, "foundation.audit.viewed", details=wanted.given())
    if table.wants_xlsx:
        return table.to_xlsx(request.viewer)
    return render(request, "foundation/audit_list.html", {"table": table})


@staff_page("audit.view")
def show_event(request: StaffRequest, event_id: int) -> HttpResponse:
    event = access_event_for_view(request.viewer, event_id)
    audit.record(request.viewer, "foundation.audit.viewed", object_type="event", object_id=event.pk)
    context: dict[str, Any] = {
        "event": event,
        "action": audit.action_text(event.action),
        "role": role_of(event),
        "about": object_of(event),
        "details": details_of(event),
        "digest": bytes(event.items_digest).hex() if event.items_digest else "",
        "seal": get_seal_number(event),
    }
    return render(request, "foundation/audit_event.html", context)


def _wanted(request: StaffRequest) -> TrailFilter:
    form = TrailForm(request.GET or None)
    if form.is_bound and form.is_valid() and any(form.cleaned_data.values()):
        return TrailFilter(**form.cleaned_data)
    return TrailFilter(first_day=get_today() - timedelta(days=DAYS))
