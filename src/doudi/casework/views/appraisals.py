"""The page on which the minutes of an appraisal are recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_investigation import access_case_for_appraisal
from doudi.casework.forms.appraisals import AppraisalForm
from doudi.casework.models import Appraisal, Case
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.appraisals import record_appraisal
from doudi.casework.services.transition import take_step
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def appraise(request: StaffRequest, case_id: int) -> HttpResponse:
    case = access_case_for_appraisal(request.viewer, case_id)
    initial = {"on": get_today(), "version": case.version}
    form = AppraisalForm(posted(request), request.FILES or None, initial=initial)
    if form.is_bound and form.is_valid():
        made = attempt(form, lambda: _record(request.viewer, case, form))
        if made is not None:
            messages.success(request, _("评议记录已保存。"))
            return redirect("casework:case", case.pk)
    return render(request, "casework/appraisal.html", {"case": case, "form": form})


def _record(actor: Viewer, case: Case, form: AppraisalForm) -> Appraisal:
    """The minutes, and the step that they close where the procedure waits for them."""
    given = form.cleaned_data
    paper = given["paper"]
    made = record_appraisal(
        actor=actor,
        case=case,
        on=given["on"],
        place=given["place"],
        chair=given["chair"],
        panel=form.read_panel(),
        called=given["called"],
        attended=given["attended"],
        questions=form.read_questions(),
        minutes=given["minutes"],
        paper=(paper.read(), paper.name) if paper else None,
    )
    for action in procedure_of(case).actions_from(case.state):
        is_own = actor.role is not None and actor.role.value in action.actors
        if action.form == "appraisal" and is_own:
            take_step(
                actor=actor,
                case=case,
                action=action.name,
                on=given["on"],
                version=given["version"],
            )
            break
    return made
