"""My work today, and the list of cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.desk_tables import CaseTable, DeskTable
from doudi.casework.selectors.search import list_cases
from doudi.casework.selectors.today import MINE, OTHERS, count_desk, desk_of
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page


@require_GET
@staff_page("case.view")
def show_today(request: StaffRequest) -> HttpResponse:
    desk = desk_of(request.viewer, get_today())
    which = OTHERS if request.GET.get("list") == OTHERS else MINE
    table = DeskTable(desk, which, request)
    return render(
        request,
        "casework/desk_today.html",
        {"table": table, "counts": count_desk(desk), "which": which, "today": desk.bounds.today},
    )


@require_GET
@staff_page("case.view")
def show_cases(request: StaffRequest) -> HttpResponse:
    table = CaseTable(request.viewer, list_cases(request.viewer), request, get_today())
    return render(request, "casework/desk_cases.html", {"table": table})
