"""Long jobs: a `Run` with its items. The rows are the truth; the queue (procrastinate) only wakes the worker.

    register_job("registry.import.apply", label=Text("导入台账", "import a ledger"), perform=apply_chunk, finish=finish_import)
    run = start_run(actor=viewer, kind="registry.import.apply", params={"import": 7}, items=[{"from": 1, "to": 5000}, …])
    run = perform_run(run.pk)   # in this process: commands, tests, benchmarks. Else the worker does it

`perform(run, item, viewer) -> dict` does one item, inside `acting(viewer)` and the transaction that marks it done: killed at any
instant, an item is done wholly or not at all. `finish(run, viewer)` is called once, when no item is left and none has failed.
A job that cannot know its items beforehand starts with one and adds more (`add_items(run, …)`, in perform's transaction).
An item that takes long tells how far it is: `with Progress(item) as tell: … tell(1000, 50_000)`; `how_far(run)` reads it.
What cannot be done raises `ProblemsError` (its sentences are shown) or any other error: the item is tried three times, the
others go on, and the run ends as failed; `raise Skip(Text(…))` leaves an item out on purpose.
"""

from doudi.foundation.jobs.duties import register_duty
from doudi.foundation.jobs.performing import perform_run
from doudi.foundation.jobs.progress import Progress, how_far
from doudi.foundation.jobs.registered import JOBS, Job, Skip, register_job
from doudi.foundation.jobs.runs import add_items, resume_run, start_run, stop_run

__all__ = [
    "JOBS",
    "Job",
    "Progress",
    "Skip",
    "add_items",
    "how_far",
    "perform_run",
    "register_duty",
    "register_job",
    "resume_run",
    "start_run",
    "stop_run",
]
