"""My work today, and the list of cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.access import access_household_for_cases
from doudi.casework.desk_tables import CaseTable, DeskTable
from doudi.casework.household_cases import list_household_cases
from doudi.casework.selectors.search import list_cases
from doudi.casework.selectors.today import MINE, OTHERS, count_desk, desk_of
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.services.households import note_household_viewed


@require_GET
@staff_page("case.view")
def show_today(request: StaffRequest) -> HttpResponse:
    desk = desk_of(request.viewer, get_today())
    which = OTHERS if request.GET.get("list") == OTHERS else MINE
    counts = count_desk(desk)
    table = DeskTable(desk, which, counts, request)
    return render(
        request,
        "casework/desk_today.html",
        {"table": table, "counts": counts, "which": which, "today": desk.bounds.today},
    )


@require_GET
@staff_page("case.view")
def show_cases(request: StaffRequest) -> HttpResponse:
    table = CaseTable(request.viewer, list_cases(request.viewer), request, get_today())
    return render(request, "casework/desk_cases.html", {"table": table})


@require_GET
@staff_page("case.view")
def show_household_cases(request: StaffRequest, household_id: int) -> HttpResponse:
    """A part of the household's page in the register, fetched after it, and a page of its own."""
    household = access_household_for_cases(request.viewer, household_id)
    if not request.htmx:
        note_household_viewed(actor=request.viewer, household=household)
    found = list_household_cases(request.viewer, household)
    context = {"household": household, "is_part": bool(request.htmx), **found}
    return render(request, "casework/household_cases.html", context)
