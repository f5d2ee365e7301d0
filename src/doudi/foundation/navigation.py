"""Foundation's places in the menu, and what of it waits for somebody."""

from urllib.parse import urlencode

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.models import Run
from doudi.foundation.pages import NavigationEntry, WorkItem
from doudi.foundation.selectors.runs import label_of_run, list_own_failed_runs
from doudi.units.text import Text

NAVIGATION = (
    NavigationEntry(Text("后台任务", "Runs"), "foundation:runs", "run.view", 10, "system"),
    NavigationEntry(Text("区划", "Areas"), "foundation:areas", "area.manage", 20, "system"),
    NavigationEntry(
        Text("操作记录", "Audit trail"), "foundation:audit", "audit.view", 30, "system"
    ),
    NavigationEntry(
        Text("接口凭证", "API tokens"), "foundation:tokens", "token.manage", 40, "system"
    ),
    NavigationEntry(Text("账号", "Accounts"), "foundation:accounts", "account.manage", 10, "staff"),
    NavigationEntry(Text("任职", "Postings"), "foundation:postings", "posting.view", 20, "staff"),
)


def work_with_runs(viewer: Viewer) -> list[WorkItem]:
    """Runs that the viewer started and that failed."""
    if not viewer.may("run.view"):
        return []
    failed: dict[str, list[Run]] = {}
    for run in list_own_failed_runs(viewer, get_today()).order_by("finished_at"):
        failed.setdefault(run.kind, []).append(run)
    return [_failed(runs) for runs in failed.values()]


def _failed(runs: list[Run]) -> WorkItem:
    """One line for each kind: it leads to the run, or to the list of them."""
    url = reverse("foundation:run", args=[runs[0].pk])
    if len(runs) > 1:
        query = urlencode({"kind": runs[0].kind, "state": Run.State.failed})
        url = f"{reverse('foundation:runs')}?{query}"
    label = Text("后台任务出错：{label}", "A run failed: {label}").format(
        label=label_of_run(runs[0])
    )
    return WorkItem(label, url, since=runs[0].finished_at, count=len(runs))
