"""What of casework waits for somebody: one source for each part of the work."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from doudi.casework.letters_work import work_with_letters
from doudi.casework.selectors.leads import list_waiting_leads
from doudi.casework.selectors.objections import list_open_objections
from doudi.casework.selectors.today import count_desk, desk_of
from doudi.casework.selectors.visits import list_late_visits
from doudi.foundation.access import Viewer
from doudi.foundation.clock import CHINA, get_today
from doudi.foundation.pages import WorkItem
from doudi.units.text import Text


def work_with_cases(viewer: Viewer) -> list[WorkItem]:
    """One line for each urgency; the list itself is a page of its own."""
    if not viewer.may("case.view"):
        return []
    found, url = count_desk(desk_of(viewer, get_today())), reverse("casework:today")
    lines = (
        (
            "overdue",
            Text("已超期的案件", "Cases that are late"),
            found.overdue,
            found.first_overdue,
        ),
        ("soon", Text("快到期的案件", "Cases due soon"), found.soon, found.first_soon),
        ("later", Text("其他待办案件", "Other cases"), found.later, found.first_later),
    )
    return [
        WorkItem(label, f"{url}?when={when}", None, due, count)
        for when, label, count, due in lines
        if count
    ]


def work_with_objections(viewer: Viewer) -> list[WorkItem]:
    """One line for all objections that wait for an answer, due when the first is."""
    if not viewer.may("case.work"):
        return []
    waiting = list(list_open_objections(viewer).values_list("received_on", "answer_by")[:1000])
    if not waiting:
        return []
    since = min(received for received, _due in waiting)
    due = min((d for _received, d in waiting if d is not None), default=None)
    label = Text("待答复的异议", "Objections to answer")
    return [WorkItem(label, reverse("casework:objections"), since, due, len(waiting))]


def work_with_late_visits(viewer: Viewer) -> list[WorkItem]:
    """One line for all visits that came when their case was closed."""
    if not viewer.may("case.work"):
        return []
    waiting = list(list_late_visits(viewer).values_list("synced_at", flat=True)[:1000])
    if not waiting:
        return []
    label = Text("办结后才送到的走访记录", "Visits that came after the end")
    since = waiting[0].astimezone(CHINA).date()
    return [WorkItem(label, reverse("casework:late_visits"), since, None, len(waiting))]


def work_with_leads(viewer: Viewer) -> list[WorkItem]:
    """One line for all leads that wait to be verified."""
    if not viewer.may("lead.work"):
        return []
    waiting = list(list_waiting_leads(viewer).values_list("raised_on", "due_on")[:1000])
    if not waiting:
        return []
    since = min(raised for raised, _due in waiting)
    due = min((d for _raised, d in waiting if d is not None), default=None)
    label = Text("待核实的线索", "Leads to verify")
    return [WorkItem(label, reverse("casework:leads"), since, due, len(waiting))]


WORK: tuple[Callable[[Viewer], list[WorkItem]], ...] = (
    work_with_cases,
    work_with_objections,
    work_with_late_visits,
    work_with_leads,
    work_with_letters,
)
