"""Who is in a run, and one payment of it followed to its decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.award_tables import programme_label
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.payments.access import access_line_for_view, access_run_for_look
from doudi.payments.domain.reasons import (
    ACCOUNT_REFUSED,
    HOLDER_DEAD,
    NAME_MISMATCH,
    NO_ACCOUNT,
    REASONS,
    SHARED,
)
from doudi.payments.models import Line
from doudi.payments.pictures import stops_of_line
from doudi.payments.run_tables import LineTable
from doudi.payments.run_words import tone_of_line
from doudi.payments.selectors.runs import list_lines, list_programmes, list_townships
from doudi.payments.selectors.trails import trail_of
from doudi.payments.services.looking import note_line_viewed, note_lines_viewed

#: Why nothing goes out that another account would mend.
ABOUT_ACCOUNT = (NO_ACCOUNT, NAME_MISMATCH, ACCOUNT_REFUSED, HOLDER_DEAD, SHARED)


@require_GET
@staff_page("pay.view")
def show_lines(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    viewer = request.viewer
    run = access_run_for_look(viewer, payment_run_id)
    note_lines_viewed(actor=viewer, run=run)
    table = LineTable(
        viewer,
        list_lines(viewer, run),
        request,
        townships=list_townships(viewer, run),
        programmes=list_programmes(run),
        all_lines=run.totals.get("all_lines") if viewer.sees(run.area_code) else None,
    )
    is_part = not viewer.sees(run.area_code)
    context = {"table": table, "run": run, "is_part": is_part, "place": viewer.area_code}
    return render(request, "payments/runs_lines.html", context)


@require_GET
@staff_page("pay.view")
def show_line(request: StaffRequest, line_id: int) -> HttpResponse:
    viewer = request.viewer
    line = access_line_for_view(viewer, line_id)
    note_line_viewed(actor=viewer, line=line)
    heads = {} if line.person else heads_of(viewer, [line.household_id])
    context = {
        "line": line,
        "name": line.person.name if line.person else heads.get(line.household_id, ""),
        "programme": programme_label(line.programme),
        "tone": tone_of_line(line),
        "stops": stops_of_line(line),
        "reason": REASONS.get(line.reason),
        "trail": trail_of(viewer, line),
        "may_see_cases": viewer.may("case.view"),
        "may_recover": viewer.may("pay.recover"),
        "is_account": line.reason in ABOUT_ACCOUNT or line.state == Line.State.failed,
    }
    return render(request, "payments/line.html", context)
