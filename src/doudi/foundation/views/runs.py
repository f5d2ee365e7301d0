"""Background runs: the list, how far one is, stopping and resuming it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import resume_run, stop_run
from doudi.foundation.models import Run
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.run_table import RunTable, tone_of_run
from doudi.foundation.selectors import runs
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import ProblemsError

SHOWN = 50


def access_run_for_view(viewer: Viewer, run_id: int) -> Run:
    run = runs.get_run(viewer, run_id)
    if run is None:
        raise Http404
    return run


@require_GET
@staff_page("run.view")
def list_runs(request: StaffRequest) -> HttpResponse:
    table = RunTable(runs.list_runs(request.viewer), request)
    if table.wants_xlsx:
        return table.to_xlsx(request.viewer)
    return render(request, "foundation/run_list.html", {"table": table})


@require_GET
@staff_page("run.view")
def show_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """The page; asked by htmx, only the part that changes."""
    run = access_run_for_view(request.viewer, run_id)
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined] # the htmx middleware's
    template = "foundation/run_progress.html" if part else "foundation/run_detail.html"
    return render(request, template, _about(request.viewer, run))


def _about(viewer: Viewer, run: Run) -> dict[str, Any]:
    now = get_now()
    left_out = runs.list_left_out(viewer, run)
    return {
        "run": run,
        "label": runs.label_of_run(run),
        "link": runs.link_of_run(run),
        "tone": tone_of_run(run),
        "progress": runs.progress_of(run, now),
        "is_going_on": run.state in runs.UNFINISHED,
        "has_no_worker": run.state == Run.State.queued and not runs.is_worker_alive(now),
        "left_out": left_out[:SHOWN] if run.failed or run.skipped else [],
        "not_shown": max(0, run.failed + run.skipped - SHOWN),
        "may_manage": viewer.may("run.manage"),
    }


@require_POST
@staff_page("run.manage")
def stop(request: StaffRequest, run_id: int) -> HttpResponse:
    run = access_run_for_view(request.viewer, run_id)
    return _done(request, run, stop_run, _("正在办的一批办完就停止；已经办好的不受影响。"))


@require_POST
@staff_page("run.manage")
def resume(request: StaffRequest, run_id: int) -> HttpResponse:
    run = access_run_for_view(request.viewer, run_id)
    return _done(request, run, resume_run, _("任务继续办理。"))


def _done(request: StaffRequest, run: Run, service: Any, said: str) -> HttpResponse:
    try:
        service(actor=request.viewer, run_id=run.pk)
    except ProblemsError as error:
        messages.error(request, error.in_(language()))
    else:
        messages.success(request, said)
    return redirect("foundation:run", run_id=run.pk)
