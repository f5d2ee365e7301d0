"""Who looked at a file."""

from django.http import HttpResponse
from django.shortcuts import render

from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.selectors.audit import list_lookers
from doudi.registry.access import access_household_for_view, access_person_for_view


@staff_page("disclosure.view")
def show_household_lookers(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_view(request.viewer, household_id)
    looks = list_lookers(request.viewer, household_id=household.pk)
    return render(request, "registry/lookers.html", {"household": household, "looks": looks})


@staff_page("disclosure.view")
def show_person_lookers(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_view(request.viewer, person_id)
    looks = list_lookers(request.viewer, person_id=person.pk)
    return render(request, "registry/lookers.html", {"person": person, "looks": looks})
