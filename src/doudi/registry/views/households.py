"""The file of a household."""

from django.http import HttpResponse
from django.shortcuts import render

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.access import access_household_file_for_view, access_household_for_view
from doudi.registry.domain.change_kinds import HOUSEHOLD_KINDS
from doudi.registry.facts import case_of_household
from doudi.registry.household_parts import parts_of
from doudi.registry.selectors.timeline import list_timeline
from doudi.registry.selectors.verdicts import judge
from doudi.registry.services.households import note_household_viewed


@staff_page("register.view")
def show_household(request: StaffRequest, household_id: int) -> HttpResponse:
    today = get_today()
    found = access_household_file_for_view(request.viewer, household_id, today)
    household = found.known.household
    note_household_viewed(actor=request.viewer, household=household)
    is_active = household.state == household.State.active
    return render(
        request,
        "registry/household.html",
        {
            "file": found,
            "household": household,
            "kinds": HOUSEHOLD_KINDS if is_active else (),
            "parts": parts_of(request.viewer, household, today),
        },
    )


@staff_page("register.sensitive")
def show_household_law(request: StaffRequest, household_id: int) -> HttpResponse:
    """What the law says now: a part of the household's page, fetched after it, and a page of its own."""
    household = access_household_for_view(request.viewer, household_id)
    if not request.htmx:
        note_household_viewed(actor=request.viewer, household=household)
    case = case_of_household(request.viewer, household.pk, get_today())
    return render(
        request,
        "registry/law_page.html",
        {
            "household": household,
            "findings": judge(case, language()),
            "is_part": bool(request.htmx),
        },
    )


@staff_page("register.view")
def show_household_timeline(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_view(request.viewer, household_id)
    if not request.htmx:
        note_household_viewed(actor=request.viewer, household=household)
    entries = list_timeline(request.viewer, household_id=household.pk)
    return render(
        request,
        "registry/timeline.html",
        {"household": household, "entries": entries, "is_part": bool(request.htmx)},
    )
