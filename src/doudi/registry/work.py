"""What of the register waits for somebody."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.pages import WorkItem
from doudi.registry.selectors.changes import list_changes_to_decide
from doudi.registry.selectors.duplicates import count_open_pairs, since_when_pairs_wait
from doudi.registry.selectors.exports import list_exports_to_decide
from doudi.registry.selectors.imports import list_imports_to_finish
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


def work_with_exports(viewer: Viewer) -> list[WorkItem]:
    """One line for all exports that wait for this viewer's agreement."""
    asked = list(list_exports_to_decide(viewer).values_list("asked_at", flat=True)[:1000])
    if not asked:
        return []
    url = reverse("registry:exports") + "?state=waiting"
    return [WorkItem(Text("待批准的导出", "Exports to approve"), url, asked[0], None, len(asked))]


def work_with_imports(viewer: Viewer) -> list[WorkItem]:
    """One line for all ledgers that are uploaded or checked and not yet imported or given up."""
    if not viewer.may("import.run"):
        return []
    waiting = list(list_imports_to_finish(viewer).values_list("uploaded_at", flat=True)[:1000])
    if not waiting:
        return []
    label = Text("没有办完的台账", "Ledgers to finish")
    return [WorkItem(label, reverse("registry:imports"), min(waiting), None, len(waiting))]


def work_with_duplicates(viewer: Viewer) -> list[WorkItem]:
    """One line for all pairs that may be one person."""
    if not viewer.may("duplicate.review"):
        return []
    count = count_open_pairs(viewer)
    if not count:
        return []
    since = since_when_pairs_wait(viewer)
    label = Text("待核对的疑似重复", "Possible duplicates to review")
    return [WorkItem(label, reverse("registry:duplicates"), since, None, count)]
