"""What of care waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from doudi.care.models import CareFile
from doudi.care.tables import SOON_DAYS
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.clock import get_today
from doudi.foundation.pages import WorkItem
from doudi.units.text import Text


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


WORK = (work_with_assessments,)
