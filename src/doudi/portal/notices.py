"""The village's notices without a login: the board, one notice, an objection to it, and the objector's own page."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.board_keys import area_of, board_of
from doudi.casework.models import Notice, Objection
from doudi.casework.selectors.notices import get_notice_by_token, is_public, list_public
from doudi.casework.selectors.objections import get_objection_by_token
from doudi.casework.services.objections import receive_objection, withdraw_objection
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_today
from doudi.foundation.pages import posted
from doudi.portal.public import by_token, clean_code, gone, missing
from doudi.portal.token_forms import PublicObjectionForm
from doudi.registry.views.attempts import attempt

JOB = "portal.notices"


@require_GET
@by_token
def show_board(request: HttpRequest, board: str) -> HttpResponse:
    """What hangs in one village today."""
    area = area_of(board)
    if area is None:
        return missing(request, _no_board())
    today = get_today()
    with acting(system(JOB, area_code=area)) as viewer:
        notices = list_public(viewer, area, today)
    kinds = [(Notice.Kind(kind).label, list(rows)) for kind, rows in groupby(notices, lambda n: n.kind)]  # fmt: skip
    context = {"area": area, "kinds": kinds, "today": today}
    return render(request, "portal/notices_board.html", context)


@require_GET
@by_token
def show_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Exactly what the poster shows."""
    today = get_today()
    with acting(system(JOB)) as viewer:
        notice = get_notice_by_token(viewer, clean_code(token))
        if notice is None or notice.state == Notice.State.draft:
            return missing(request, _no_notice())
        if not is_public(notice, today):
            return gone(request)
        context = {
            "notice": notice,
            "is_open": may_object(notice),
            "board": board_of(notice.area_code),
            "today": today,
        }
        return render(request, "portal/notice.html", context)


@require_http_methods(["GET", "POST"])
@by_token
def object_to_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody may; nobody need say who they are."""
    with acting(system(JOB)) as viewer:
        notice = get_notice_by_token(viewer, clean_code(token))
        if notice is None or notice.state == Notice.State.draft:
            return missing(request, _no_notice())
        case = notice.case
        if not is_public(notice, get_today()) or case is None or not may_object(notice):
            return gone(request)
        form = PublicObjectionForm(posted(request))
        if form.is_bound and form.is_valid():
            made = attempt(
                form,
                lambda: receive_objection(
                    actor=viewer,
                    case=case,
                    about=Objection.About.notice,
                    channel="online",
                    on=get_today(),
                    notice=notice,
                    **form.cleaned_data,
                ),
            )
            if made is not None:
                return redirect("portal:objection", made.token)
        return render(request, "portal/notice_object.html", {"notice": notice, "form": form})


@require_GET
@by_token
def show_objection(request: HttpRequest, token: str) -> HttpResponse:
    """The answer, and nothing of the family that it is about."""
    with acting(system(JOB)) as viewer:
        objection = get_objection_by_token(viewer, clean_code(token))
        if objection is None:
            return missing(request, _("这个链接不对，请核对后再试。"))
        context = {"objection": objection, "today": get_today()}
        return render(request, "portal/objection.html", context)


@require_http_methods(["POST"])
@by_token
def take_objection_back(request: HttpRequest, token: str) -> HttpResponse:
    with acting(system(JOB)) as viewer:
        objection = get_objection_by_token(viewer, clean_code(token))
        if objection is None:
            return missing(request, _("这个链接不对，请核对后再试。"))
        if objection.answered_on is None:
            withdraw_objection(actor=viewer, objection=objection, on=get_today())
    return redirect("portal:objection", token)


def may_object(notice: Notice) -> bool:
    """To what is proposed, while it is not decided."""
    case = notice.case
    return notice.kind == Notice.Kind.preliminary and case is not None and case.is_open


def _no_board() -> str:
    return _("这个链接不对。请扫描公示榜上的二维码，或者到村（居）委会查看公示。")


def _no_notice() -> str:
    return _("没有这份公示，请核对链接，或者到村（居）委会查看。")
