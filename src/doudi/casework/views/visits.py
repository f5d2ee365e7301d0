"""At the family's door: the form, what a phone sends later, the list of who is to be visited, a visit on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access import access_case_for_visit
from doudi.casework.access_investigation import (
    access_visit_for_looking,
    access_visit_for_recording,
    access_visit_for_view,
)
from doudi.casework.forms.visits import LookedForm, VisitForm
from doudi.casework.models import Case, Visit
from doudi.casework.selectors.decisions import get_open_spot_check
from doudi.casework.selectors.visits import list_late_visits, list_waiting_visits, tell_visit
from doudi.casework.services.cases import note_case_viewed
from doudi.casework.services.late_visits import look_at_late_visit
from doudi.casework.services.visits import (
    MOST_PHOTOS,
    OF_THE_DECIDER,
    Kept,
    record_seen_indicators,
    record_visit,
)
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.middleware import NO_DEVICES
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.selectors.households import list_members
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError

ON_A_PAGE = 50
#: A visit says where it was made, if the phone's owner agrees.
WITH_PLACE = NO_DEVICES.replace("geolocation=()", "geolocation=(self)")


@require_GET
@staff_page("case.visit")
def list_own_visits(request: StaffRequest) -> HttpResponse:
    waiting = list_waiting_visits(request.viewer, get_today())
    context = {"waiting": waiting, "today": get_today(), "account": request.viewer.account_id}
    return render(request, "casework/visits.html", context)


@require_http_methods(["GET", "POST"])
@staff_page("case.visit")
def visit_family(request: StaffRequest, case_id: int) -> HttpResponse:
    case = access_case_for_visit(request.viewer, case_id)
    form = _form(request, case)
    if form.is_bound and form.is_valid():
        kept = attempt(form, lambda: record_visit(actor=request.viewer, case=case, **form.read()))
        if kept is not None:
            messages.success(request, _said(kept))
            return redirect(_next(request.viewer, kept))
    if not form.is_bound:
        note_case_viewed(actor=request.viewer, case=case)
    context = {
        "case": case,
        "form": form,
        "account": request.viewer.account_id,
        "most_photos": MOST_PHOTOS,
    }
    response = render(request, "casework/visit_form.html", context)
    response["Permissions-Policy"] = WITH_PLACE
    return response


@require_POST
@staff_page("case.visit")
def receive_visit(request: StaffRequest, case_id: int) -> JsonResponse:
    """What a phone, or another program, sends. 201: kept now; 200: kept before; 422: what is wrong, in both languages."""
    case = access_case_for_visit(request.viewer, case_id)
    form = _form(request, case)
    if not form.is_valid():
        faults = [
            {"where": name, "text": " ".join(map(str, found))}
            for name, found in form.errors.items()
        ]
        return JsonResponse({"problems": faults}, status=422)
    try:
        kept = record_visit(actor=request.viewer, case=case, **form.read())
    except ProblemsError as refused:
        form.refuse(refused)
        faults = [
            {"where": name, "text": " ".join(map(str, found))}
            for name, found in form.errors.items()
        ]
        return JsonResponse({"problems": faults}, status=422)
    answer = {
        "id": kept.visit.pk,
        "client_id": str(kept.visit.client_id),
        "url": reverse("casework:visit", args=[case.pk, kept.visit.pk]),
        "late": kept.is_late,
        "text": _said(kept),
    }
    return JsonResponse(answer, status=201 if kept.is_new else 200)


@require_GET
@staff_page("case.visit")
def tell_session(request: StaffRequest) -> JsonResponse:
    """Who is logged in, and the token without which nothing is accepted: a page kept on a phone has an old one."""
    return JsonResponse({"account": request.viewer.account_id, "token": get_token(request)})


@require_GET
@staff_page("case.view")
def show_visit(request: StaffRequest, case_id: int, visit_id: int) -> HttpResponse:
    """The visit as a sheet of paper."""
    visit = access_visit_for_view(request.viewer, case_id, visit_id)
    return _sheet(request, visit, LookedForm())


def _sheet(request: StaffRequest, visit: Visit, form: LookedForm) -> HttpResponse:
    viewer, case = request.viewer, visit.case
    note_case_viewed(actor=viewer, case=case)
    context = {
        "case": case,
        "told": tell_visit(viewer, case, visit),
        "visit": visit,
        "form": form,
        "to_look_at": visit.is_late and visit.looked_on is None and viewer.may("case.work"),
    }
    return render(request, "casework/visit.html", context)


@require_GET
@staff_page("case.work")
def list_late(request: StaffRequest) -> HttpResponse:
    """Made in the open case, sent when it was closed: nobody's work is lost."""
    pages = Paginator(list_late_visits(request.viewer), ON_A_PAGE)
    context = {"page": pages.get_page(request.GET.get("page"))}
    return render(request, "casework/late_visits.html", context)


@require_POST
@staff_page("case.work")
def look_at(request: StaffRequest, case_id: int, visit_id: int) -> HttpResponse:
    viewer = request.viewer
    visit = access_visit_for_looking(viewer, case_id, visit_id)
    form = LookedForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        done = attempt(
            form, lambda: look_at_late_visit(actor=viewer, visit=visit, note=note, on=get_today())
        )
        if done is not None:
            messages.success(request, _("已记下。"))
            return redirect("casework:late_visits")
    return _sheet(request, visit, form)


@require_POST
@staff_page("register.record")
def record_indicators(request: StaffRequest, case_id: int, visit_id: int) -> HttpResponse:
    visit = access_visit_for_recording(request.viewer, case_id, visit_id)
    try:
        count = record_seen_indicators(
            actor=request.viewer, case=visit.case, visit=visit, on=get_today()
        )
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
    else:
        messages.success(request, _("已登记 %(count)s 项。") % {"count": count})
    return redirect("casework:visit", visit.case_id, visit.pk)


@require_GET
def serve_worker(request: Any) -> HttpResponse:
    """The script that keeps pages on a phone. It stands under /cases/, so that it may answer for all of that."""
    response = render(request, "casework/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _form(request: StaffRequest, case: Case) -> VisitForm:
    members = list_members(request.viewer, case.household, get_today())
    wanted = request.GET.get("kind", "")
    return VisitForm(
        posted(request),
        viewer=request.viewer,
        case=case,
        members=members,
        uploads=request.FILES if request.method == "POST" else None,
        initial={"kind": wanted} if wanted else {},
    )


def _next(viewer: Viewer, kept: Kept) -> str:
    """After the visit of a case that was drawn: what it found is written at once."""
    visit = kept.visit
    if visit.kind in OF_THE_DECIDER and not visit.nobody_home and viewer.may("case.work"):
        check = get_open_spot_check(viewer, visit.case)
        if check is not None:
            return reverse("casework:spot_check", args=[check.pk])
    return reverse("casework:case", args=[visit.case_id])


def _said(kept: Kept) -> str:
    if kept.is_late:
        return _("这件已经办结。走访记录已保存，转给经办人看。")
    if not kept.is_new:
        return _("这份走访记录已经收到过，没有重复保存。")
    return _("走访记录已保存。")
