"""What of care waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from doudi.care.models import CareFile
from doudi.care.selectors.visits import due_visits, list_open_follow_ups
from doudi.care.tables import SOON_DAYS
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.clock import get_today
from doudi.foundation.pages import WorkItem
from doudi.units.text import Text

MOST_COUNTED = 1_000


def work_with_assessments(viewer: Viewer) -> list[WorkItem]:
    """One line for those who are overdue, one for those who will be soon."""
    if not viewer.may("care.work"):
        return []
    today = get_today()
    rows = CareFile.objects.filter(
        closed_on__isnull=True, due_on__lte=today + timedelta(days=SOON_DAYS)
    )
    days = sorted(in_scope(viewer, rows).values_list("due_on", flat=True))
    late = [day for day in days if day < today]
    url = reverse("care:files")
    lines = (
        ("overdue", Text("自理能力评估已超期", "Self-care assessments that are late"), late),
        ("soon", Text("自理能力评估快到期", "Self-care assessments due soon"), days[len(late) :]),
    )
    return [
        WorkItem(label, f"{url}?when={when}", None, found[0], len(found))
        for when, label, found in lines
        if found
    ]


def work_with_visits(viewer: Viewer) -> list[WorkItem]:
    """Whom to see today, the longest waiting first; what was found and is not mended."""
    if not viewer.may("care.report"):
        return []
    today = get_today()
    days = due_visits(viewer, today)
    open_ones = list_open_follow_ups(viewer)
    if not viewer.may("care.work"):
        open_ones = open_ones.filter(owner="village")
    found = list(open_ones.values_list("due_on", flat=True)[:MOST_COUNTED])
    late = [day for day in found if day is not None and day < today]
    items = []
    if days:
        label = Text("今天要看望的人", "People to visit today")
        items.append(WorkItem(label, reverse("care:visits"), None, days[0], len(days)))
    if late:
        label, url = (
            Text("跟进事项已超期", "Follow-ups that are late"),
            f"{reverse('care:follow_ups')}?state=overdue",
        )
        items.append(WorkItem(label, url, None, late[0], len(late)))
    if len(found) > len(late):
        rest = [day for day in found if day not in late]
        label = Text("看望后要跟进的事", "Follow-ups of visits")
        items.append(WorkItem(label, reverse("care:follow_ups"), None, rest[0], len(rest)))
    return items


WORK = (work_with_assessments, work_with_visits)
