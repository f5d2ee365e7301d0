"""Somebody goes to see a person: the form, the route, what follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.care.access import access_file_for_report, access_follow_up_for_finish
from doudi.care.forms.visits import CareVisitForm, DoneForm
from doudi.care.selectors import visits as selectors
from doudi.care.services.visits import (
    KeptVisit,
    finish_follow_up,
    record_care_visit,
)
from doudi.care.tables import FollowUpTable
from doudi.foundation.clock import get_today
from doudi.foundation.middleware import NO_DEVICES
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])
#: A visit says where it was made, if the phone's owner agrees.
WITH_PLACE = NO_DEVICES.replace("geolocation=()", "geolocation=(self)")


@BOTH
@staff_page("care.report")
def visit(request: StaffRequest, care_file_id: int) -> HttpResponse:
    viewer = request.viewer
    file = access_file_for_report(viewer, care_file_id)
    form = CareVisitForm(posted(request), request.FILES or None, viewer=viewer)
    if form.is_bound and form.is_valid():
        kept = attempt(form, lambda: record_care_visit(actor=viewer, file=file, **form.asked()))
        if kept is not None:
            messages.success(request, _said(kept))
            return redirect("care:file", file.pk)
    context = {"form": form, "file": file}
    response = render(request, "care/visit.html", context)
    response["Permissions-Policy"] = WITH_PLACE
    return response


@require_GET
@staff_page("care.report")
def show_route(request: StaffRequest) -> HttpResponse:
    today = get_today()
    stages = selectors.list_to_visit(request.viewer, today)
    return render(request, "care/route.html", {"stages": stages, "today": today})


@require_GET
@staff_page("care.view")
def list_follow_ups(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    rows = selectors.list_follow_ups(viewer)
    table = FollowUpTable(rows, request, today=get_today(), may_finish=viewer.may("care.report"))
    return render(request, "care/follow_ups.html", {"table": table})


@BOTH
@staff_page("care.report")
def follow_up(request: StaffRequest, follow_up_id: int) -> HttpResponse:
    viewer = request.viewer
    found = access_follow_up_for_finish(viewer, follow_up_id)
    form = DoneForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(form, lambda: finish_follow_up(actor=viewer, follow_up=found, **asked))
        if done is not None:
            messages.success(request, _("已登记办完。"))
            return redirect("care:follow_ups")
    context = {
        "form": form,
        "follow_up": found,
        "file": found.visit.file,
        "about": selectors.about_words(found.about),
        "is_late": found.done_on is None
        and found.due_on is not None
        and found.due_on < get_today(),
    }
    return render(request, "care/follow_up.html", context)


def _said(kept: KeptVisit) -> str:
    if not kept.is_new:
        return _("这次看望已经收到过，没有重复保存。")
    found = kept.visit.follow_ups.count()
    said = _("看望已保存。")
    if found:
        said += _("有 %(count)s 件事要跟进。") % {"count": found}
    if kept.visit.report_id:
        said += _("变化已报告，乡镇会上门评估。")
    return said
