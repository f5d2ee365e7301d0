"""Which kinds of jobs there are, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doudi.foundation.access import Viewer
from doudi.foundation.models import Run, RunItem
from doudi.units.text import Text

Perform = Callable[[Run, RunItem, Viewer], dict[str, Any]]
Finish = Callable[[Run, Viewer], None]
Link = Callable[[Run], str]


class Skip(Exception):
    """Raised by `perform` for an item that is left out on purpose; what it wrote is undone."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Job:
    """`parallel`: several workers may do items of one run together, in any order; else one after another, by number.
    `link`: the page of what the run is about."""

    kind: str
    label: Text
    perform: Perform
    finish: Finish | None = None
    parallel: bool = False
    link: Link | None = None


JOBS: dict[str, Job] = {}


def register_job(
    kind: str,
    *,
    label: Text,
    perform: Perform,
    finish: Finish | None = None,
    parallel: bool = False,
    link: Link | None = None,
) -> None:
    """Called once, from an app's `ready()`."""
    JOBS[kind] = Job(kind, label, perform, finish, parallel, link)
