"""Background runs of the viewer's area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.jobs import JOBS
from doudi.foundation.models import Run, RunItem
from doudi.units.text import Text

UNFINISHED = (Run.State.queued, Run.State.running, Run.State.stopping)
WORKER_SILENT = timedelta(seconds=60)
SHOWN_AS_WORK = timedelta(days=30)


def list_runs(viewer: Viewer) -> QuerySet[Run]:
    return in_scope(viewer, Run.objects.select_related("account").order_by("-id"))


def get_run(viewer: Viewer, run_id: int) -> Run | None:
    return list_runs(viewer).filter(pk=run_id).first()


def list_left_out(viewer: Viewer, run: Run) -> QuerySet[RunItem]:
    """Items that failed or were left out, of a run that the viewer may see."""
    if not viewer.sees(run.area_code):
        return RunItem.objects.none()
    left_out = (RunItem.State.failed, RunItem.State.skipped)
    return RunItem.objects.filter(run=run, state__in=left_out).order_by("number")


def why_not_done(viewer: Viewer, run: Run) -> dict[str, str] | None:
    """What the run itself says, else its first item that failed and was not done since: {"zh", "en"}."""
    if run.message:
        return dict(run.message)
    if not viewer.sees(run.area_code):
        return None
    tried = run.items.exclude(state__in=(RunItem.State.done, RunItem.State.skipped))
    item = tried.filter(result__has_key="why").order_by("number").first()
    return item.result["why"] if item else None


def list_own_failed_runs(viewer: Viewer, on: date) -> QuerySet[Run]:
    """What the viewer started and what did not come to its end, of the last month."""
    since = on - SHOWN_AS_WORK
    return list_runs(viewer).filter(
        account_id=viewer.account_id, state=Run.State.failed, finished_at__date__gte=since
    )


def label_of_run(run: Run) -> Text:
    job = JOBS.get(run.kind)
    return job.label if job else Text(run.kind, run.kind)


def link_of_run(run: Run) -> str:
    """The page of what the run is about, or ""."""
    job = JOBS.get(run.kind)
    return job.link(run) if job and job.link else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `seconds_left`: None where it cannot be said."""

    handled: int
    total: int
    percent: int
    seconds_left: int | None

    @property
    def minutes_left(self) -> int | None:
        return None if self.seconds_left is None else -(-self.seconds_left // 60)


def progress_of(run: Run, now: datetime) -> Progress:
    handled = run.done + run.failed + run.skipped
    percent = 100 * handled // run.total if run.total else 100 if run.finished_at else 0
    left = None
    if run.state == Run.State.running and run.started_at and handled:
        spent = (now - run.started_at) // timedelta(milliseconds=1)
        left = spent * (run.total - handled) // handled // 1000
    return Progress(handled, run.total, percent, left)


def is_worker_alive(now: datetime) -> bool:
    """Whether any worker process has given a sign of life within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (last,) = cursor.fetchone()
    return last is not None and now - last < WORKER_SILENT
