"""Starting, stopping and resuming runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now
from doudi.foundation.jobs.registered import JOBS
from doudi.foundation.models import Run, RunItem
from doudi.units.text import refusal

WHOLE_INSTALLATION = "000000000000"  # the area of a run that belongs to no place
TASK = "doudi.perform_run"
OPEN = (Run.State.queued, Run.State.running, Run.State.stopping)


def start_run(
    *,
    actor: Viewer,
    kind: str,
    params: dict[str, Any],
    items: Iterable[dict[str, Any]],
    area_code: str = "",
) -> Run:
    """Write the run and its items, audited, in the caller's transaction; the worker is woken when that commits.

    The run acts as `actor` does: under the same posting, or as the same system job. Params and items are shown on the page
    of the run and must name nobody. Raises KeyError for a kind that nobody registered.
    """
    JOBS[kind]
    payloads = list(items)
    run = Run.objects.create(
        kind=kind,
        area_code=area_code or actor.area_code or WHOLE_INSTALLATION,
        account_id=actor.account_id,
        posting_id=actor.posting_id,
        params=params,
        total=len(payloads),
        created_at=get_now(),
    )
    RunItem.objects.bulk_create(
        RunItem(run=run, number=number, payload=payload)
        for number, payload in enumerate(payloads, start=1)
    )
    _record(actor, "foundation.run.started", run)
    wake_worker(run.pk)
    return run


def add_items(run: Run, payloads: Iterable[dict[str, Any]]) -> None:
    """More work for a run, in the transaction of the item that found it."""
    last = run.items.aggregate(Max("number"))["number__max"] or 0
    rows = [
        RunItem(run=run, number=number, payload=payload)
        for number, payload in enumerate(payloads, start=last + 1)
    ]
    RunItem.objects.bulk_create(rows)
    Run.objects.filter(pk=run.pk).update(total=F("total") + len(rows))


def stop_run(*, actor: Viewer, run_id: int) -> Run:
    """Stop after the items at work. What is done stays done; `resume_run` goes on with the rest."""
    permit(actor, "run.manage")
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state not in (Run.State.queued, Run.State.running):
        raise refusal("任务不在进行，不用停止", "the run is not going on")
    run.state = Run.State.stopping
    run.save(update_fields=["state"])
    _record(actor, "foundation.run.stopped", run)
    wake_worker(run.pk)
    return run


def resume_run(*, actor: Viewer, run_id: int) -> Run:
    """Go on with what is left; items that failed are tried again."""
    permit(actor, "run.manage")
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state not in (Run.State.stopped, Run.State.failed):
        raise refusal("任务没有停止，不用继续", "the run has not stopped")
    again = run.items.filter(state=RunItem.State.failed).update(
        state=RunItem.State.pending, attempts=0, result={}
    )
    run.state, run.finished_at, run.message = Run.State.queued, None, {}
    run.failed -= again
    run.save(update_fields=["state", "finished_at", "message", "failed"])
    _record(actor, "foundation.run.resumed", run)
    wake_worker(run.pk)
    return run


def wake_worker(run_id: int) -> None:
    """Tell the worker, once this transaction commits. Asking twice for one run is asking once."""
    task = queue.configure_task(TASK, queueing_lock=f"run-{run_id}")
    try:
        with transaction.atomic():
            task.defer(run_id=run_id)
    except AlreadyEnqueued:
        return


def _record(actor: Viewer, action: str, run: Run) -> None:
    audit.record(
        actor,
        action,
        object_type="run",
        object_id=run.pk,
        area_code=run.area_code,
        details={"kind": run.kind, "total": run.total, "done": run.done, "failed": run.failed},
    )
