"""Foundation's places in the menu, and what of it waits for somebody."""

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import NavigationEntry, WorkItem
from doudi.foundation.selectors.runs import label_of_run, list_own_failed_runs
from doudi.units.text import Text

NAVIGATION = (
    NavigationEntry(Text("后台任务", "Runs"), "foundation:runs", "run.view", 80),
    NavigationEntry(Text("账号", "Accounts"), "foundation:accounts", "account.manage", 83),
    NavigationEntry(Text("任职", "Postings"), "foundation:postings", "posting.view", 84),
    NavigationEntry(Text("接口凭证", "API tokens"), "foundation:tokens", "token.manage", 85),
)


def work_with_runs(viewer: Viewer) -> list[WorkItem]:
    """Runs that the viewer started and that failed."""
    if not viewer.may("run.view"):
        return []
    return [
        WorkItem(
            Text("后台任务出错：{label}", "A run failed: {label}").format(label=label_of_run(run)),
            reverse("foundation:run", args=[run.pk]),
            since=run.finished_at,
        )
        for run in list_own_failed_runs(viewer, get_today())[:20]
    ]
