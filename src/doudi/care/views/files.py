"""Whom the place looks after: the villages, the list, one person's file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.care.access import (
    access_file_for_report,
    access_file_for_view,
    access_file_for_work,
    access_household_for_care,
)
from doudi.care.domain.assessments import OCCASIONS
from doudi.care.domain.groups import GROUPS
from doudi.care.domain.visits import SEEN, seen_state
from doudi.care.forms.files import CloseForm, OpenForm, ReportForm
from doudi.care.models import CareFile
from doudi.care.selectors import files as selectors
from doudi.care.selectors.visits import list_visits
from doudi.care.services import files as services
from doudi.care.services.assessments import report_condition
from doudi.care.tables import FileTable
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import day
from doudi.registry.selectors.households import list_members
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("care.view")
def show_villages(request: StaffRequest) -> HttpResponse:
    today = get_today()
    villages = selectors.cover_by_village(request.viewer, today)
    context = {
        "villages": villages,
        "files": sum(v.files for v in villages),
        "overdue": sum(v.overdue for v in villages),
        "without": sum(v.without for v in villages),
        "unseen": sum(v.unseen for v in villages),
        "unsaid": sum(v.unsaid for v in villages),
    }
    return render(request, "care/villages.html", context)


@require_GET
@staff_page("care.view")
def list_files(request: StaffRequest) -> HttpResponse:
    table = FileTable(
        request.viewer, selectors.list_files(request.viewer), request, today=get_today()
    )
    return render(request, "care/files.html", {"table": table})


@require_GET
@staff_page("care.view")
def show_file(request: StaffRequest, care_file_id: int) -> HttpResponse:
    viewer = request.viewer
    file = access_file_for_view(viewer, care_file_id)
    services.note_file_viewed(actor=viewer, file=file)
    today = get_today()
    seen = seen_state(file.seen_on, file.visit_due, today)
    context = {
        "file": file,
        "group": GROUPS[file.group],
        "due_for": OCCASIONS.get(file.due_for),
        "is_late": file.due_on is not None and file.due_on < today,
        "reports": list(selectors.list_open_reports(viewer, file)),
        "assessments": list(selectors.list_assessments(viewer, file)),
        "visits": list_visits(viewer, file),
        "seen": SEEN[seen],
        "seen_is": seen,
        "may_read": viewer.may("register.sensitive"),
        "may_work": viewer.may("care.work") and file.closed_on is None,
        "may_report": viewer.may("care.report") and file.closed_on is None,
    }
    return render(request, "care/file.html", context)


@BOTH
@staff_page("care.work")
def open_file(request: StaffRequest, household_id: int) -> HttpResponse:
    viewer = request.viewer
    household = access_household_for_care(viewer, household_id)
    form = OpenForm(posted(request), members=list_members(viewer, household))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: services.open_file(
                actor=viewer,
                household=household,
                person=form.people[asked["person"]],
                group=asked["group"],
                on=get_today(),
                because=asked["because"],
            ),
        )
        if made is not None:
            messages.success(request, _("照护档案已建立。"))
            return redirect("care:file", made.pk)
    context = {"form": form, "title": _("建立照护档案"), "household": household}
    return render(request, "care/form.html", context)


@BOTH
@staff_page("care.report")
def report(request: StaffRequest, care_file_id: int) -> HttpResponse:
    file = access_file_for_report(request.viewer, care_file_id)
    form = ReportForm(posted(request))
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        made = attempt(
            form,
            lambda: report_condition(actor=request.viewer, file=file, words=words, on=get_today()),
        )
        if made is not None:
            messages.success(
                request, _("已报告。乡镇须在%(day)s前上门评估。") % {"day": day(made.due_on)}
            )
            return redirect("care:file", file.pk)
    return _page(request, file, {"form": form, "title": _("报告情况变化")})


@BOTH
@staff_page("care.work")
def close(request: StaffRequest, care_file_id: int) -> HttpResponse:
    file = access_file_for_work(request.viewer, care_file_id)
    form = CloseForm(posted(request))
    if form.is_bound and form.is_valid():
        closed_for = form.cleaned_data["closed_for"]
        done = attempt(
            form,
            lambda: services.close_file(
                actor=request.viewer, file=file, closed_for=closed_for, on=get_today()
            ),
        )
        if done is not None:
            messages.success(request, _("档案已结档。"))
            return redirect("care:file", file.pk)
    return _page(request, file, {"form": form, "title": _("结档")})


def _page(request: StaffRequest, file: CareFile, context: dict[str, Any]) -> HttpResponse:
    return render(request, "care/form.html", context | {"file": file})
