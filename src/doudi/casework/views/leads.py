"""Leads to verify, one lead, and what a person opens because of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access_leads import (
    access_award_of_lead,
    access_lead_for_view,
    access_lead_for_work,
)
from doudi.casework.award_tables import programme_label
from doudi.casework.domain.lists import list_kinds
from doudi.casework.forms.leads import LeadReviewForm, VerifyForm
from doudi.casework.lead_tables import LeadTable
from doudi.casework.models import Lead
from doudi.casework.selectors.leads import awards_of_lead, known_facts, list_leads, said_lines
from doudi.casework.services.leads import note_lead_viewed, review_for_lead, verify_lead
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt


@require_GET
@staff_page("lead.work")
def show_leads(request: StaffRequest) -> HttpResponse:
    """Without a filter, those that wait."""
    rows = list_leads(request.viewer)
    if not request.GET.get("state") and "state" not in request.GET:
        rows = rows.filter(state=Lead.State.open)
    table = LeadTable(rows, request)
    return render(request, "casework/leads.html", {"table": table})


@require_GET
@staff_page("case.check")
def show_lead(request: StaffRequest, lead_id: int) -> HttpResponse:
    lead = access_lead_for_view(request.viewer, lead_id)
    return _page(request, lead, VerifyForm())


@require_POST
@staff_page("lead.work")
def verify(request: StaffRequest, lead_id: int) -> HttpResponse:
    lead = access_lead_for_work(request.viewer, lead_id)
    form = VerifyForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: verify_lead(
                actor=request.viewer,
                lead_id=lead.pk,
                outcome=asked["outcome"],
                note=asked["note"],
                asked=asked["asked"],
                heard_on=asked["heard_on"],
                on=get_today(),
            ),
        )
        if done is not None:
            messages.success(request, _("已登记。待遇和登记都没有变动。"))
            return redirect("casework:lead", lead.pk)
    return _page(request, lead, form)


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def review(request: StaffRequest, lead_id: int, award_id: int) -> HttpResponse:
    """A person opens it; the lead alone never does."""
    lead = access_lead_for_view(request.viewer, lead_id)
    award = access_award_of_lead(request.viewer, lead, award_id)
    form = LeadReviewForm(posted(request))
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        case = attempt(
            form,
            lambda: review_for_lead(
                actor=request.viewer, lead=lead, award=award, note=note, on=get_today()
            ),
        )
        if case is not None:
            return redirect("casework:case", case.pk)
    context = {"form": form, "title": _("启动复核"), "award": award}
    return render(request, "casework/after_form.html", context)


def _page(request: StaffRequest, lead: Lead, form: VerifyForm) -> HttpResponse:
    viewer = request.viewer
    note_lead_viewed(actor=viewer, lead=lead)
    context = {
        "lead": lead,
        "kind": list_kinds()[lead.kind],
        "lines": said_lines(lead),
        "facts": known_facts(viewer, lead),
        "awards": [(a, programme_label(a.programme)) for a in awards_of_lead(viewer, lead)],
    }
    if lead.state == Lead.State.open and viewer.may("lead.work"):
        context["form"] = form
    return render(request, "casework/lead.html", context)
