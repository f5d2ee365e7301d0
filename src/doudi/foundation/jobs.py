"""Long jobs: a `Run` with its items. The rows are the truth; the queue (procrastinate) only wakes the worker.

    register_job("registry.import.apply", label=Text("导入台账", "import a ledger"), perform=apply_chunk, finish=finish_import)
    run = start_run(actor=viewer, kind="registry.import.apply", params={"import": 7}, items=[{"from": 1, "to": 5000}, …])

`perform(run, item, viewer) -> dict` does one item, inside `acting(viewer)` and the transaction that marks it done: killed at any
instant, an item is done wholly or not at all. `finish(run, viewer)` is called once, when no item is left. A job that cannot know its
items beforehand starts with one and adds more (`add_items(run, …)`, in perform's transaction).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from doudi.foundation.access import Viewer
from doudi.foundation.models import Run, RunItem
from doudi.units.text import Text

Perform = Callable[[Run, RunItem, Viewer], dict[str, Any]]
Finish = Callable[[Run, Viewer], None]


@dataclass(frozen=True, slots=True)
class Job:
    kind: str
    label: Text
    perform: Perform
    finish: Finish | None = None


JOBS: dict[str, Job] = {}


def register_job(kind: str, *, label: Text, perform: Perform, finish: Finish | None = None) -> None:
    """Called once, from an app's `ready()`."""
    JOBS[kind] = Job(kind, label, perform, finish)


def start_run(
    *,
    actor: Viewer,
    kind: str,
    params: dict[str, Any],
    items: Iterable[dict[str, Any]],
    area_code: str = "",
) -> Run:
    """Write the run and its items, audited, in the caller's transaction; the worker is woken when that commits."""
    raise NotImplementedError
