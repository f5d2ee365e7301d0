"""What was paid to me, and why: of a family or of one person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.award_tables import programme_label
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.access import Viewer
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.payments.access import access_household_for_payments, access_person_for_payments
from doudi.payments.selectors.statements import Statement, statement_of
from doudi.payments.selectors.trails import amount_card
from doudi.payments.services.looking import note_statement_viewed
from doudi.registry.models import Household, Person

LATEST = 12


@require_GET
@staff_page("pay.view")
def of_household(request: StaffRequest, household_id: int) -> HttpResponse:
    """The page; asked by htmx, the latest months of it for the household's own page."""
    viewer = request.viewer
    household = access_household_for_payments(viewer, household_id)
    name = heads_of(viewer, [household.pk]).get(household.pk, household.number)
    return _show(request, household, name)


@require_GET
@staff_page("pay.view")
def of_person(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_payments(request.viewer, person_id)
    return _show(request, person, person.name)


def _show(request: StaffRequest, about: Household | Person, name: str) -> HttpResponse:
    note_statement_viewed(actor=request.viewer, about=about)
    statement = statement_of(request.viewer, about)
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined] # the htmx middleware's
    context = statement_context(request.viewer, statement, LATEST if part else None)
    context |= {"about": about, "name": name, "is_household": isinstance(about, Household)}
    template = "payments/statement_part.html" if part else "payments/statement.html"
    return render(request, template, context)


def statement_context(viewer: Viewer, statement: Statement, most: int | None) -> dict[str, Any]:
    """Each entry with its programme's name and the card of the rule that says how much."""
    return {
        "statement": statement,
        "entries": [
            (e, programme_label(e.due.programme), amount_card(e.due.programme))
            for e in statement.entries[:most]
        ],
        "may_see_cases": viewer.may("case.view"),
        "has_more": most is not None and len(statement.entries) > most,
    }
