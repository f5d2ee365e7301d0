"""Who is in a run."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.foundation.pages import StaffRequest, staff_page
from doudi.payments.access import access_run_for_view
from doudi.payments.run_tables import LineTable
from doudi.payments.selectors.runs import list_lines, list_programmes, list_townships
from doudi.payments.services.looking import note_lines_viewed


@require_GET
@staff_page("pay.view")
def show_lines(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    viewer = request.viewer
    run = access_run_for_view(viewer, payment_run_id)
    note_lines_viewed(actor=viewer, run=run)
    table = LineTable(
        viewer,
        list_lines(viewer, run),
        request,
        townships=list_townships(viewer, run),
        programmes=list_programmes(run),
    )
    return render(request, "payments/runs_lines.html", {"table": table, "run": run})
