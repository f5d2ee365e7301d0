"""Awards: the list, one award, and what may be done to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access_awards import (
    access_award_for_hold,
    access_award_for_review,
    access_award_for_view,
    access_hold_for_lifting,
    access_household_for_report,
)
from doudi.casework.access_leads import access_lead_for_hold
from doudi.casework.award_tables import AwardTable, programme_label
from doudi.casework.forms.after import HoldForm, LiftForm, ReportForm, ReviewForm
from doudi.casework.selectors.award_file import get_award_file
from doudi.casework.selectors.awards import list_awards
from doudi.casework.selectors.leads import list_open_leads
from doudi.casework.services.awards import resume_award
from doudi.casework.services.holds import hold_award
from doudi.casework.services.reviews import open_review, report_change
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt


@require_GET
@staff_page("case.view")
def show_awards(request: StaffRequest) -> HttpResponse:
    table = AwardTable(request.viewer, list_awards(request.viewer), request)
    return render(request, "casework/awards.html", {"table": table})


@require_GET
@staff_page("case.view")
def show_award(request: StaffRequest, award_id: int) -> HttpResponse:
    award = access_award_for_view(request.viewer, award_id)
    file = get_award_file(request.viewer, award, get_today())
    label = programme_label(award.programme)
    leads = list_open_leads(request.viewer, award.household_id)
    return render(
        request,
        "casework/award.html",
        {"file": file, "award": award, "label": label, "leads": leads},
    )


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def review_award(request: StaffRequest, award_id: int) -> HttpResponse:
    """Look at it again; nothing is changed by that."""
    award = access_award_for_review(request.viewer, award_id)
    form = ReviewForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        case = attempt(
            form,
            lambda: open_review(
                actor=request.viewer,
                award=award,
                ground=asked["ground"],
                on=asked["on"],
                note=asked["note"],
            ),
        )
        if case is not None:
            return redirect("casework:case", case.pk)
    return _page(request, form, _("启动复核"), award)


@require_http_methods(["GET", "POST"])
@staff_page("award.sign")
def suspend(request: StaffRequest, award_id: int) -> HttpResponse:
    """A named officer holds the payment, says why and until when, and has told the family."""
    award = access_award_for_hold(request.viewer, award_id)
    form = HoldForm(posted(request))
    lead = access_lead_for_hold(request.viewer, award, request.GET.get("lead", ""))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        held = attempt(
            form,
            lambda: hold_award(
                actor=request.viewer,
                award=award,
                ground=asked["ground"],
                from_month=asked["from_month"],
                until_month=asked["until_month"],
                told_on=asked["told_on"],
                on=get_today(),
                lead=lead,
            ),
        )
        if held is not None:
            messages.success(request, _("已缓发。到期自动恢复，不续办就不再缓发。"))
            return redirect("casework:award", award.pk)
    return _page(request, form, _("缓发"), award)


@require_http_methods(["GET", "POST"])
@staff_page("award.sign")
def lift(request: StaffRequest, hold_id: int) -> HttpResponse:
    hold = access_hold_for_lifting(request.viewer, hold_id)
    form = LiftForm(posted(request))
    if form.is_bound and form.is_valid():
        because = form.cleaned_data["because"]
        award = attempt(
            form,
            lambda: resume_award(actor=request.viewer, hold=hold, because=because, on=get_today()),
        )
        if award is not None:
            messages.success(request, _("已恢复发放，缓发的月份补发。"))
            return redirect("casework:award", award.pk)
    return _page(request, form, _("恢复发放"), hold.award)


@require_http_methods(["GET", "POST"])
@staff_page("case.open")
def report(request: StaffRequest, household_id: int) -> HttpResponse:
    """A family says that something has changed."""
    household = access_household_for_report(request.viewer, household_id)
    form = ReportForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        cases = attempt(
            form,
            lambda: report_change(
                actor=request.viewer, household=household, on=asked["on"], what=asked["what"]
            ),
        )
        if cases is not None:
            messages.success(request, _("已登记。新的收入、财产和人口情况请记到家庭档案里。"))
            return redirect("registry:household", household.pk)
    return render(
        request,
        "casework/after_form.html",
        {"form": form, "title": _("登记家庭报告的变化"), "household": household},
    )


def _page(request: StaffRequest, form: object, title: str, award: object) -> HttpResponse:
    return render(
        request,
        "casework/after_form.html",
        {"form": form, "title": title, "award": award},
    )
