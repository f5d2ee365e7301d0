"""What of the register waits for somebody."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.pages import WorkItem
from doudi.registry.selectors.changes import list_changes_to_decide
from doudi.units.text import Text


def work_with_changes(viewer: Viewer) -> list[WorkItem]:
    """One line for all changes that wait for this viewer's signature."""
    if not viewer.may("change.approve"):
        return []
    asked = list(list_changes_to_decide(viewer).values_list("asked_at", flat=True)[:1000])
    if not asked:
        return []
    label = Text("待审核的变更", "Changes to decide")
    url = reverse("registry:changes") + "?state=submitted"
    return [WorkItem(label, url, asked[0], None, len(asked))]
