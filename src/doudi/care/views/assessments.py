"""Self-care: the six indicators on a phone, the result told, an objection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.care.access import (
    access_assessment_for_objection,
    access_assessment_for_work,
    access_file_for_work,
)
from doudi.care.domain.assessments import level_words
from doudi.care.forms.assessments import AssessmentForm
from doudi.care.forms.files import ObjectionForm
from doudi.care.models import Assessment
from doudi.care.selectors.files import list_open_reports
from doudi.care.services import assessments as services
from doudi.casework.forms.cross_checks import TellForm
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff_page("care.work")
def assess(request: StaffRequest, care_file_id: int) -> HttpResponse:
    viewer = request.viewer
    file = access_file_for_work(viewer, care_file_id)
    form = AssessmentForm(posted(request), request.FILES or None, file=file, name=viewer.name)
    if form.is_bound and form.is_valid():
        made = attempt(
            form, lambda: services.record_assessment(actor=viewer, file=file, **form.asked())
        )
        if made is not None:
            messages.success(request, _said(made))
            return redirect("care:file", file.pk)
    context = {"form": form, "file": file, "reports": list(list_open_reports(viewer, file))}
    return render(request, "care/assess.html", context)


@BOTH
@staff_page("care.work")
def tell(request: StaffRequest, assessment_id: int) -> HttpResponse:
    assessment = access_assessment_for_work(request.viewer, assessment_id)
    form = TellForm(posted(request), initial={"on": get_today().isoformat()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: services.tell_result(actor=request.viewer, assessment=assessment, **asked),
        )
        if done is not None:
            messages.success(request, _("已登记告知。"))
            return redirect("care:file", assessment.file_id)
    context = {"form": form, "title": _("告知评估结果"), "file": assessment.file}
    return render(request, "care/form.html", context)


@BOTH
@staff_page("care.report")
def object_to(request: StaffRequest, assessment_id: int) -> HttpResponse:
    assessment = access_assessment_for_objection(request.viewer, assessment_id)
    form = ObjectionForm(posted(request))
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        done = attempt(
            form,
            lambda: services.object_to_assessment(
                actor=request.viewer, assessment=assessment, words=words, on=get_today()
            ),
        )
        if done is not None:
            messages.success(request, _("异议已登记，会换两个人重新评估。"))
            return redirect("care:file", assessment.file_id)
    context = {"form": form, "title": _("对评估有异议"), "file": assessment.file}
    return render(request, "care/form.html", context)


def _said(made: Assessment) -> str:
    level = level_words(made.level).in_(language())
    if made.review_id is not None:
        return _("评估已保存：%(level)s。照护标准可能变化，已启动复核，由人决定。") % {
            "level": level
        }
    if not made.level:
        return _("评估已保存。没看清的几项会改变等级，请再评估一次。")
    return _("评估已保存：%(level)s。") % {"level": level}
