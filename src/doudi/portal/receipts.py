"""Where my application stands: opened by the code on the receipt, without a login. It reads by that code and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.models import Application, Objection
from doudi.casework.selectors.objections import list_objections_of_case
from doudi.casework.selectors.progress import (
    Progress,
    get_application_by_receipt,
    get_papers_notice,
    list_progress,
)
from doudi.casework.services.objections import receive_objection
from doudi.foundation.access import Viewer, acting, system
from doudi.foundation.clock import get_today
from doudi.foundation.pages import posted
from doudi.portal.my_payments import payments_of
from doudi.portal.public import by_token, clean_code, missing
from doudi.portal.token_forms import OwnObjectionForm, ReceiptForm
from doudi.registry.views.attempts import attempt

JOB = "portal.receipt"


@require_http_methods(["GET", "POST"])
@by_token
def ask_receipt(request: HttpRequest) -> HttpResponse:
    """Type the code. It is posted, so that it stands in no list of searches."""
    form = ReceiptForm(posted(request))
    if form.is_bound and form.is_valid():
        code = clean_code(form.cleaned_data["code"])
        with acting(system(JOB)) as viewer:
            if code and get_application_by_receipt(viewer, code):
                return redirect("portal:my_case", code)
        form.add_error("code", _no_receipt())
    return render(request, "portal/my_receipt.html", {"form": form})


@require_GET
@by_token
def show_my_case(request: HttpRequest, receipt: str) -> HttpResponse:
    today = get_today()
    with acting(system(JOB)) as viewer:
        application = get_application_by_receipt(viewer, clean_code(receipt))
        if application is None:
            return missing(request, _no_receipt())
        cases = list_progress(viewer, application, today)
        context = {
            "application": application,
            "name": masked(application.applicant.name),
            "cases": cases,
            "papers": get_papers_notice(viewer, application),
            "objections": [
                o
                for p in cases
                for o in list_objections_of_case(viewer, p.case)
                if o.channel == OWN
            ],
            "payments": payments_of(viewer, application, cases),
            "may_object": any(_choices(p) for p in cases),
            "today": today,
        }
        return render(request, "portal/my_case.html", context)


@require_GET
@by_token
def show_my_reasons(request: HttpRequest, receipt: str, case_id: int) -> HttpResponse:
    """The decision's reasons, after its letter was served."""
    with acting(system(JOB)) as viewer:
        found = _progress(viewer, receipt, case_id)
        if found is None or found[1].decision is None:
            return missing(request, _("书面决定送达以后，这里才能看到理由。"))
        application, progress = found
        context = {"application": application, "one": progress, "decision": progress.decision}
        return render(request, "portal/my_reasons.html", context)


@require_http_methods(["GET", "POST"])
@by_token
def object_to_my_case(request: HttpRequest, receipt: str, case_id: int) -> HttpResponse:
    """The applicant's own objection: to the notice while it hangs, to the decision once it is served."""
    with acting(system(JOB)) as viewer:
        found = _progress(viewer, receipt, case_id)
        choices = _choices(found[1]) if found else []
        if found is None or not choices:
            return missing(request, _("现在没有可以提出异议的公示或者决定。"))
        application, progress = found
        form = OwnObjectionForm(posted(request), choices=choices)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            is_notice = given["about"] == Objection.About.notice
            made = attempt(
                form,
                lambda: receive_objection(
                    actor=viewer,
                    case=progress.case,
                    about=given["about"],
                    channel=OWN,
                    text=given["text"],
                    who=_("申请人本人") + (f" {given['who']}" if given["who"] else ""),
                    on=get_today(),
                    notice=progress.notice if is_notice else None,
                ),
            )
            if made is not None:
                return redirect("portal:objection", made.token)
        context = {"application": application, "one": progress, "form": form}
        return render(request, "portal/my_object.html", context)


OWN = "receipt"


def masked(name: str) -> str:
    """The applicant knows who they are; whoever looks over their shoulder need not."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def _progress(viewer: Viewer, receipt: str, case_id: int) -> tuple[Application, Progress] | None:
    application = get_application_by_receipt(viewer, clean_code(receipt))
    if application is None:
        return None
    cases = list_progress(viewer, application, get_today())
    return next(((application, p) for p in cases if p.case.pk == case_id), None)


def _choices(progress: Progress) -> list[tuple[str, str]]:
    found = []
    if progress.is_notice_open and progress.case.is_open:
        found.append(("notice", _("公示的内容")))
    if progress.decision is not None:
        found += [("decision", _("决定")), ("payment", _("发放"))]
    return found


def _no_receipt() -> str:
    return _("没有这个回执码。请对照受理回执再输一遍；回执丢了，请带身份证到受理窗口查询。")
