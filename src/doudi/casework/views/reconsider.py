"""Taking a decision up again: reconsideration, what it orders, and a closed case begun anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access import access_case_for_work
from doudi.casework.access_awards import (
    access_case_for_reopening,
    access_decision_for_reconsideration,
)
from doudi.casework.forms.after import CarryOutForm, ReconsiderationForm, ReopenForm
from doudi.casework.services.reconsiderations import (
    RECONSIDERATION,
    ask_reconsideration,
    carry_out_change,
    reopen_case,
)
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt


@require_http_methods(["GET", "POST"])
@staff_page("case.open")
def ask(request: StaffRequest, decision_id: int) -> HttpResponse:
    decision = access_decision_for_reconsideration(request.viewer, decision_id)
    form = ReconsiderationForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        case = attempt(
            form,
            lambda: ask_reconsideration(
                actor=request.viewer,
                decision=decision,
                known_on=asked["known_on"],
                on=asked["on"],
                note=asked["note"],
            ),
        )
        if case is not None:
            return redirect("casework:case", case.pk)
    return _page(request, form, _("申请行政复议"), decision.case)


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def reopen(request: StaffRequest, case_id: int) -> HttpResponse:
    case = access_case_for_reopening(request.viewer, case_id)
    form = ReopenForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        anew = attempt(
            form,
            lambda: reopen_case(
                actor=request.viewer, case=case, on=asked["on"], reason=asked["note"]
            ),
        )
        if anew is not None:
            return redirect("casework:case", anew.pk)
    return _page(request, form, _("重新办理"), case)


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def carry_out(request: StaffRequest, case_id: int) -> HttpResponse:
    """The authority changed the decision: what it orders is opened as cases of their own."""
    case = access_case_for_work(request.viewer, case_id)
    if case.procedure != RECONSIDERATION:
        raise Http404
    form = CarryOutForm(posted(request), initial={"on": get_today(), "version": case.version})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        opened = attempt(
            form,
            lambda: carry_out_change(
                actor=request.viewer,
                case=case,
                on=asked["on"],
                note=asked["note"],
                version=asked["version"],
            ),
        )
        if opened is not None:
            messages.success(request, _("已按复议决定重新办理。"))
            return redirect("casework:case", opened[0].pk if opened else case.pk)
    return _page(request, form, _("按复议决定办理"), case)


def _page(request: StaffRequest, form: object, title: str, case: object) -> HttpResponse:
    return render(request, "casework/after_form.html", {"form": form, "title": title, "case": case})
