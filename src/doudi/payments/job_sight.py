"""How far the job of a file is, for the page of the file: asked again by htmx until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from doudi.foundation.access import Viewer
from doudi.foundation.jobs import how_far
from doudi.foundation.models import Run
from doudi.foundation.pages import StaffRequest
from doudi.foundation.selectors.runs import why_not_done

PANEL = "payments/job_progress.html"


@dataclass(frozen=True, slots=True)
class JobSight:
    """`at`, `of`: rows looked at so far; None before the job has told. `why_not_done`: what it says of a fault."""

    run: Run
    at: int | None
    of: int | None
    why_not_done: dict[str, str] | None

    @property
    def has_stopped(self) -> bool:
        return self.run.state in (Run.State.failed, Run.State.stopped)


def sight_of(viewer: Viewer, job: Run | None) -> JobSight | None:
    if job is None:
        return None
    at, of = how_far(job) or (None, None)
    return JobSight(job, at, of, why_not_done(viewer, job))


def show_progress(
    request: StaffRequest, template: str, context: dict[str, Any], *, is_working: bool
) -> HttpResponse:
    """The page; asked by htmx, only its panel, and the whole page again when the job is done."""
    context = context | {"is_working": is_working}
    if not request.htmx or request.htmx.boosted:  # type: ignore[attr-defined] # the htmx middleware's
        return render(request, template, context)
    answer = render(request, PANEL, context)
    if not is_working:
        answer["HX-Refresh"] = "true"
    return answer
