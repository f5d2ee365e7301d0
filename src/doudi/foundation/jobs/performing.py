"""Doing the items of a run, one transaction each, until none is left. See the package for what a job promises."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, system, viewer_of
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.jobs.leases import Holder, give_back_dead_leases, holding, take
from doudi.foundation.jobs.registered import JOBS, Job, Skip
from doudi.foundation.jobs.runs import OPEN, WHOLE_INSTALLATION
from doudi.foundation.models import Run, RunItem
from doudi.foundation.postings import postings_in_force
from doudi.foundation.room import what_is_full
from doudi.units.text import ProblemsError, Text

MOST_ERRORS = 3
MOST_ATTEMPTS = 12  # an item that is at work whenever the worker dies is given up in the end
WAIT_SECONDS = 0.2

logger = logging.getLogger(__name__)


class PostingEndedError(Exception):
    """The posting under which a run was started is over; nobody acts under it any more."""


class _LeaseLostError(Exception):
    """Somebody else has the item by now: what was done of it here is undone."""


class _ItemFailedError(Exception):
    """An error of the job, as a sentence for the page."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is to be done next: an item, or (None) to end the run, to wait, or nothing."""

    run: Run
    item: RunItem | None = None
    is_busy: bool = False

    @property
    def is_over(self) -> bool:
        return self.run.state not in OPEN


def perform_run(run_id: int, *, wait: bool = True, leave: threading.Event | None = None) -> Run:
    """Do what is left of a run in this process, and return it done, failed or stopped.

    Safe beside other workers: what they hold is theirs. `wait=False` returns when all that is left is in their hands;
    `leave`, once set, after the item at work.
    """
    with holding() as holder:
        while True:
            if leave is not None and leave.is_set():
                return Run.objects.get(pk=run_id)
            turn = _take_turn(run_id, holder)
            if turn.is_over:
                return turn.run
            if turn.is_busy:
                if not wait:
                    return turn.run
                time.sleep(WAIT_SECONDS)
            elif turn.item is None:
                _end(turn.run)
            else:
                _perform(turn.run, turn.item, holder)


def _take_turn(run_id: int, holder: Holder) -> _Turn:
    with transaction.atomic():
        holder.be_alive()
        run = Run.objects.select_for_update().get(pk=run_id)
        if run.state not in OPEN:
            return _Turn(run)
        at_work = give_back_dead_leases(run_id, holder)
        if run.state == Run.State.stopping:
            if not at_work:
                _close(run, Run.State.stopped)
            return _Turn(run, is_busy=bool(at_work))
        if at_work and not JOBS[run.kind].parallel:
            return _Turn(run, is_busy=True)
        item = run.items.filter(state=RunItem.State.pending).order_by("number").first()
        if item is None:
            return _Turn(run, is_busy=bool(at_work))
        take(item, holder)
        if run.state == Run.State.queued:
            run.state, run.started_at = Run.State.running, run.started_at or get_now()
            run.save(update_fields=["state", "started_at"])
        return _Turn(run, item)


def _perform(run: Run, item: RunItem, holder: Holder) -> None:
    try:
        _perform_once(run, item, holder)
    except _LeaseLostError:
        logger.warning("run %s item %s: the lease was lost, undone here", run.pk, item.number)
    except Skip as skip:
        result = {"why": {"zh": skip.why.zh, "en": skip.why.en}}
        with transaction.atomic():
            _mark(run, item, holder, RunItem.State.skipped, result)
    except _ItemFailedError as failure:
        _note_failure(run, item, holder, failure.text)


def _perform_once(run: Run, item: RunItem, holder: Holder) -> None:
    try:
        if item.attempts > MOST_ATTEMPTS:
            raise _ItemFailedError(_GIVEN_UP)
        viewer = viewer_of_run(run)
        with acting(viewer):
            result = JOBS[run.kind].perform(run, item, viewer)
            _mark(run, item, holder, RunItem.State.done, result or {})
    except (_LeaseLostError, Skip, _ItemFailedError):
        raise
    except Exception as error:
        raise _ItemFailedError(_sentence(error, run)) from error


def _mark(
    run: Run, item: RunItem, holder: Holder, state: RunItem.State, result: dict[str, Any]
) -> None:
    ours = RunItem.objects.filter(pk=item.pk, state=RunItem.State.leased, lease_by=holder.name)
    if not ours.update(state=state, result=result, lease_by="", lease_until=None):
        raise _LeaseLostError
    Run.objects.filter(pk=run.pk).update(**{state.value: F(state.value) + 1})


def _note_failure(run: Run, item: RunItem, holder: Holder, text: Text) -> None:
    errors = item.result.get("errors", 0) + 1
    result = {"errors": errors, "why": {"zh": text.zh, "en": text.en}}
    is_last = errors >= MOST_ERRORS or text in (_GIVEN_UP, _POSTING_ENDED)
    with transaction.atomic():
        if is_last:
            _mark(run, item, holder, RunItem.State.failed, result)
            return
        ours = RunItem.objects.filter(pk=item.pk, state=RunItem.State.leased, lease_by=holder.name)
        ours.update(state=RunItem.State.pending, result=result, lease_by="", lease_until=None)


def _end(run: Run) -> None:
    """No item is left: finish, once, and close the run in the same transaction."""
    try:
        _end_once(run)
    except _ItemFailedError as failure:
        with transaction.atomic():
            run.message = {"zh": failure.text.zh, "en": failure.text.en}
            _close(run, Run.State.failed)


def _end_once(run: Run) -> None:
    job = JOBS[run.kind]
    try:
        viewer = viewer_of_run(run)
        with acting(viewer):
            locked = Run.objects.select_for_update().get(pk=run.pk)
            if not _is_at_its_end(locked):
                return
            _finish(job, locked, viewer)
            audit.record(
                viewer,
                "foundation.run.finished",
                object_type="run",
                object_id=run.pk,
                area_code=run.area_code,
                details={"kind": run.kind, "state": locked.state, "done": locked.done, "failed": locked.failed},
            )  # fmt: skip
    except Exception as error:
        raise _ItemFailedError(_sentence(error, run)) from error


def _is_at_its_end(run: Run) -> bool:
    unfinished = (RunItem.State.pending, RunItem.State.leased)
    return (
        run.state in (Run.State.queued, Run.State.running)
        and not run.items.filter(state__in=unfinished).exists()
    )


def _finish(job: Job, run: Run, viewer: Viewer) -> None:
    if run.failed:
        _close(run, Run.State.failed)
        return
    if job.finish is not None:
        job.finish(run, viewer)
    _close(run, Run.State.done)


def _close(run: Run, state: Run.State) -> None:
    run.state, run.finished_at = state, get_now()
    run.save(update_fields=["state", "finished_at", "message"])


def viewer_of_run(run: Run) -> Viewer:
    """As whom a run acts. Raises PostingEndedError where that posting is over."""
    if run.posting_id is None:
        area = None if run.area_code == WHOLE_INSTALLATION else run.area_code
        return system(run.kind, area_code=area)
    posting = postings_in_force(run.account_id or 0, get_today()).filter(pk=run.posting_id).first()
    if posting is None:
        raise PostingEndedError
    return viewer_of(posting)


_GIVEN_UP = Text(
    "多次中断，不再重试；请联系系统管理员",
    "given up after many interruptions; ask the system administrator",
)
_GO_ON = Text(
    "；腾出空间后，在后台任务里点“继续”", "; make room, then press “resume” on the page of runs"
)
_POSTING_ENDED = Text(
    "发起人的任职已经结束，请由接任的人重新发起",
    "the posting of whoever started this has ended; their successor must start it again",
)


def _sentence(error: Exception, run: Run) -> Text:
    """What the page says. Never the words of an unforeseen error: they may quote a resident's data; nor does the log."""
    if isinstance(error, PostingEndedError):
        return _POSTING_ENDED
    if isinstance(error, ProblemsError):
        return Text(error.in_("zh"), error.in_("en"))
    if (full := what_is_full(error)) is not None:
        return Text(full.zh + _GO_ON.zh, full.en + _GO_ON.en)
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("run %s (%s): %s\n%s", run.pk, run.kind, type(error).__name__, where)
    return Text(
        f"程序出错（{type(error).__name__}），已记入日志；请联系系统管理员",
        f"an unforeseen error ({type(error).__name__}), noted in the log; ask the system administrator",
    )
