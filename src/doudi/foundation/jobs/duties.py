"""What the worker does every few seconds, beside the runs: seal the trail, look for runs that nobody performs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection

from doudi.foundation.jobs.leases import LOCK_CLASS, give_back_dead_leases
from doudi.foundation.jobs.registered import JOBS
from doudi.foundation.jobs.runs import OPEN, wake_worker
from doudi.foundation.models import Run, RunItem

ONE_AT_A_TIME = -1  # the lock of whoever does the duties, when several workers run

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    every_seconds: int
    do: Callable[[], object]


_duties: dict[str, Duty] = {}


def register_duty(name: str, *, every_seconds: int, do: Callable[[], object]) -> None:
    """Called once, from an app's `ready()`. `do` opens its own transaction and may be cut short at any instant."""
    _duties[name] = Duty(name, every_seconds, do)


class Duties:
    """Does each duty when its time has come. Of several workers one does them; another steps in when it dies."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def do_what_is_due(self) -> None:
        """A database that is away for a while is tried again; any other error ends the worker, and it is started anew."""
        try:
            if self._is_ours():
                self._do()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("duties put off: %s", type(error).__name__)
            connection.close()

    def _do(self) -> None:
        for duty in _duties.values():
            if self._next.get(duty.name, 0) <= monotonic():
                duty.do()
                self._next[duty.name] = monotonic() + duty.every_seconds

    def _is_ours(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, ONE_AT_A_TIME])
            return bool(cursor.fetchone()[0])


def wake_neglected_runs() -> int:
    """Runs that have work and no worker: after a kill, or when the wake-up was lost. Returns how many were woken."""
    woken = 0
    for run in Run.objects.filter(state__in=OPEN).order_by("id"):
        at_work = give_back_dead_leases(run.pk)
        if not at_work or (
            run.kind in JOBS
            and JOBS[run.kind].parallel
            and run.items.filter(state=RunItem.State.pending).exists()
        ):
            wake_worker(run.pk)
            woken += 1
    return woken


def tidy_queue() -> None:
    """Wake-ups that a dead worker had taken: the run itself says what is left to do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status <> 'todo' AND (status <> 'doing' OR worker_id IS NULL)"
        )
