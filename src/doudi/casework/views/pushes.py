"""Sending a case on to the place of the hukou, the answer from there, and what this office has sent on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access_intake import access_case_for_push
from doudi.casework.forms.intake import FeedbackForm, PushForm
from doudi.casework.services.pushes import list_sent_on, push_case, record_feedback
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt

PAGE = require_http_methods(["GET", "POST"])


@PAGE
@staff_page("case.work")
def push(request: StaffRequest, case_id: int) -> HttpResponse:
    viewer = request.viewer
    case = access_case_for_push(viewer, case_id)
    hukou = case.person.hukou_area if case.person else ""
    initial = {"to_area": hukou, "on": get_today(), "version": case.version}
    form = PushForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: push_case(
                actor=viewer,
                case=case,
                to_area=given["to_area"],
                sent_to=given["sent_to"],
                on=given["on"],
                version=given["version"],
            ),
        )
        if done is not None:
            messages.success(request, _("已转户籍地办理。"))
            return redirect("casework:sent_on")
    return render(request, "casework/intake_push.html", {"case": case, "form": form})


@PAGE
@staff_page("case.work")
def feed_back(request: StaffRequest, case_id: int) -> HttpResponse:
    viewer = request.viewer
    case = access_case_for_push(viewer, case_id)
    form = FeedbackForm(posted(request))
    if form.is_bound and form.is_valid():
        done = attempt(
            form,
            lambda: record_feedback(
                actor=viewer, case=case, text=form.cleaned_data["text"], on=get_today()
            ),
        )
        if done is not None:
            messages.success(request, _("已反馈给受理地。"))
            return redirect("casework:case", case.pk)
    context = {"case": case, "form": form, "is_feedback": True}
    return render(request, "casework/intake_push.html", context)


@require_GET
@staff_page("case.view")
def show_sent_on(request: StaffRequest) -> HttpResponse:
    context = {"sent": list_sent_on(request.viewer)}
    return render(request, "casework/intake_sent_on.html", context)
