"""The page of an application, and its acceptance slip's receipt."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from doudi.casework.access_intake import access_application_for_view
from doudi.casework.domain.troubles import troubles
from doudi.casework.models import Application
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.applications import list_cases_of, list_consents
from doudi.casework.services.applications import note_application_viewed
from doudi.casework.services.papers_notices import list_missing
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page


@require_GET
@staff_page("case.view")
def show_application(request: StaffRequest, application_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    application = access_application_for_view(viewer, application_id)
    note_application_viewed(actor=viewer, application=application)
    cases = list(list_cases_of(viewer, application))
    is_handed_in = application.state == Application.State.submitted
    is_open = is_handed_in and any(c.is_open for c in cases)
    known = troubles()
    return render(
        request,
        "casework/application.html",
        {
            "application": application,
            "cases": [(c, procedure_of(c), procedure_of(c).states[c.state]) for c in cases],
            "consents": list(list_consents(viewer, application)),
            "missing": list_missing(viewer, application, today)
            if is_open and (viewer.may("case.open") or viewer.may("register.sensitive"))
            else [],
            "is_open": is_open,
            "troubles": [known[k].label for k in application.trouble if k in known],
            "receipt_url": receipt_url(request, application),
        },
    )


def receipt_url(request: StaffRequest, application: Application) -> str:
    """Where the resident looks."""
    return request.build_absolute_uri(reverse("portal:my_case", args=[application.receipt]))
