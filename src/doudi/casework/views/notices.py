"""Notices: the village's board, posting one or several, one notice with its poster and photograph."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access import access_case_for_work
from doudi.casework.access_notices import (
    access_notice_for_photo,
    access_notice_for_view,
    access_notice_for_work,
    access_village_for_board,
)
from doudi.casework.board_keys import board_of
from doudi.casework.forms.notices import BatchForm, NoticeForm, PhotoForm, VoidForm
from doudi.casework.models import Case, Notice
from doudi.casework.papers.posters import SIZES, Poster, compose_poster, make_poster_pdf
from doudi.casework.selectors.notices import (
    get_hanging,
    last_phone,
    list_notices,
    list_on_poster,
    list_to_post,
)
from doudi.casework.selectors.objections import list_objections_of_notice
from doudi.casework.services.notices import (
    compose_shown,
    draft_notices,
    post_notices,
    record_photo,
    void_notice,
)
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.paper import CannotMakePdf, can_make_pdf
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError, Text

MOST_ON_BOARD = 200


@require_GET
@staff_page("case.view")
def show_board(request: StaffRequest) -> HttpResponse:
    """What hangs in each village, until when, and what is to be posted."""
    viewer = request.viewer
    village = access_village_for_board(viewer, request.GET.get("village", "").strip())
    notices = list(list_notices(viewer, area=village)[:MOST_ON_BOARD])
    to_post = list_to_post(viewer, area=village)
    villages = {c.area_code: 0 for c in to_post}
    for case in to_post:
        villages[case.area_code] += 1
    context = {
        "notices": notices,
        "villages": villages,
        "village": village,
        "board": board_of(village) if village else "",
        "today": get_today(),
        "is_full": len(notices) == MOST_ON_BOARD,
    }
    return render(request, "casework/notices_board.html", context)


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def post_notice_of_case(request: StaffRequest, case_id: int) -> HttpResponse:
    """One family: what will be shown, then print or say that it hangs."""
    case = access_case_for_work(request.viewer, case_id)
    form = NoticeForm(posted(request), initial=_initial(request, case))
    if form.is_bound and form.is_valid() and (made := _do(request, form, [case])):
        return redirect("casework:notice", made[0].pk)
    previews, problems = _previews(request, [case], form)
    context = {
        "case": case,
        "form": form,
        "previews": previews,
        "problems": problems,
        "hanging": get_hanging(request.viewer, case),
    }
    return render(request, "casework/notices_post.html", context)


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def post_notices_of_village(request: StaffRequest, area: str) -> HttpResponse:
    """Every family of a village that waits, on one poster."""
    area = access_village_for_board(request.viewer, area)
    cases = list_to_post(request.viewer, area=area)
    choices = [(c.pk, _("%(name)s（%(number)s）") % {"name": _name(c), "number": c.number}) for c in cases]  # fmt: skip
    initial = {"cases": [c.pk for c in cases]}
    if cases:
        initial |= _initial(request, cases[0])
    form = BatchForm(posted(request), choices=choices, initial=initial)
    if form.is_bound and form.is_valid():
        chosen = [c for c in cases if c.pk in form.cleaned_data["cases"]]
        if made := _do(request, form, chosen):
            return redirect("casework:notice", made[0].pk)
    previews, problems = _previews(request, cases, form)
    context = {
        "area": area,
        "cases": cases,
        "form": form,
        "previews": previews,
        "problems": problems,
    }
    return render(request, "casework/notices_post.html", context)


@require_GET
@staff_page("case.view")
def show_notice(request: StaffRequest, notice_id: int) -> HttpResponse:
    notice = access_notice_for_view(request.viewer, notice_id)
    return _show(request, notice)


@require_http_methods(["POST"])
@staff_page("case.visit")
def add_photo(request: StaffRequest, notice_id: int) -> HttpResponse:
    notice = access_notice_for_photo(request.viewer, notice_id)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        photo = form.cleaned_data["photo"]
        made = attempt(
            form,
            lambda: record_photo(
                actor=request.viewer, notice=notice, content=photo.read(), file_name=photo.name
            ),
        )
        if made is not None:
            messages.success(request, _("照片已上传。"))
            return redirect("casework:notice", notice.pk)
    return _show(request, notice, photo_form=form)


@require_http_methods(["POST"])
@staff_page("case.work")
def take_notice_down(request: StaffRequest, notice_id: int) -> HttpResponse:
    notice = access_notice_for_work(request.viewer, notice_id)
    form = VoidForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: void_notice(
                actor=request.viewer, notice=notice, on=given["on"], reason=given["reason"]
            ),
        )
        if made is not None:
            messages.success(request, _("公示已撤下，网页同时下线。请把墙上的也取下来。"))
            return redirect("casework:notice", notice.pk)
        notice.refresh_from_db()
    return _show(request, notice, void_form=form)


@require_GET
@staff_page("case.view")
def show_poster(request: StaffRequest, notice_id: int) -> HttpResponse:
    notice = access_notice_for_view(request.viewer, notice_id)
    context = {"notice": notice, "poster": _poster(request, notice), "no_pdf": not can_make_pdf()}
    return render(request, "casework/poster.html", context)


@require_GET
@staff_page("case.view")
def show_poster_pdf(request: StaffRequest, notice_id: int, size: str) -> HttpResponse:
    notice = access_notice_for_view(request.viewer, notice_id)
    if size not in SIZES:
        return redirect("casework:poster", notice.pk)
    poster = _poster(request, notice)
    try:
        content = make_poster_pdf(poster, size)
    except CannotMakePdf:
        context = {"notice": notice, "poster": poster, "no_pdf": True}
        return render(request, "casework/poster.html", context, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="notice-{notice.pk}-{size}.pdf"'
    return response


def _poster(request: HttpRequest, notice: Notice) -> Poster:
    viewer = request.viewer  # type: ignore[attr-defined]
    link = reverse("portal:notice_board", args=[board_of(notice.area_code)])
    sheet = list_on_poster(viewer, notice) or [notice]
    return compose_poster(sheet, request.build_absolute_uri(link))


def _show(
    request: StaffRequest,
    notice: Notice,
    *,
    photo_form: PhotoForm | None = None,
    void_form: VoidForm | None = None,
) -> HttpResponse:
    viewer = request.viewer
    context = {
        "notice": notice,
        "photo_form": photo_form or PhotoForm(),
        "void_form": void_form or VoidForm(initial={"on": get_today()}),
        "objections": list(list_objections_of_notice(viewer, notice)),
        "board": board_of(notice.area_code),
        "may_photo": viewer.may("case.visit") and notice.state in Notice.HANGS,
        "may_void": viewer.may("case.work") and notice.state != Notice.State.void,
        "today": get_today(),
    }
    return render(request, "casework/notices_one.html", context)


def _initial(request: StaffRequest, case: Case) -> dict[str, object]:
    return {
        "on": get_today(),
        "version": case.version,
        "phone": last_phone(request.viewer, case.area_code),
    }


def _do(request: StaffRequest, form: NoticeForm, cases: list[Case]) -> list[Notice] | None:
    """Print first, or say that it hangs; None: refused."""
    given = form.cleaned_data
    is_print = request.POST.get("do") == "print"
    if not is_print and given["on"] > get_today():
        form.add_error("on", _("日期还没有到"))
        return None
    service: Callable[..., list[Notice]] = draft_notices if is_print else post_notices
    made = attempt(
        form,
        lambda: service(
            actor=request.viewer,
            cases=cases,
            on=given["on"],
            phone=given["phone"],
            places=given["places"],
            **({} if is_print else {"version": given["version"] if len(cases) == 1 else None}),
        ),
    )
    if made:
        said = _("已写好，打印后张贴，再回来登记。") if is_print else _("已登记张贴。")
        messages.success(request, said)
    return made


def _previews(
    request: StaffRequest, cases: list[Case], form: NoticeForm
) -> tuple[list[dict[str, object]], list[str]]:
    """What would hang, by the same hand that writes it; and what cannot be put on notice, with its reasons."""
    shown: list[dict[str, object]] = []
    problems: list[str] = []
    for case in cases:
        try:
            shown.append(compose_shown(request.viewer, case, "000-00000", get_today()))
        except ProblemsError as refused:
            problems += [
                Text(f"{case.number}：", f"{case.number}: ").in_(language()) + p.in_(language())
                for p in refused.problems
            ]
    return shown, problems


def _name(case: Case) -> str:
    application = case.application
    if application is not None:
        return str(application.applicant.name)
    return case.person.name if case.person else case.household.number
