"""What the queue may ask of the worker: only to look at a run. Found here by procrastinate."""

from procrastinate.contrib.django import app as queue

from doudi.foundation.jobs.runs import TASK


@queue.task(name=TASK)
def perform(run_id: int) -> None:
    from doudi.foundation.jobs import perform_run
    from doudi.foundation.jobs.worker import leaving

    perform_run(run_id, wait=False, leave=leaving)
