"""The page of a case's cross-check: where it stands, and the one thing that comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_investigation import access_case_for_check
from doudi.casework.forms.cross_checks import (
    AskForm,
    ObjectionForm,
    RecheckForm,
    ReportForm,
    TellForm,
    paper_of,
)
from doudi.casework.models import Case, CrossCheck
from doudi.casework.selectors.cross_checks import list_checks, tell_check
from doudi.casework.services import cross_checks as services
from doudi.casework.services.transition import take_step
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.forms.base import DeskForm
from doudi.registry.views.attempts import attempt

ASK, START, REPORT, TELL, OBJECT, RECHECK = "ask", "start", "report", "tell", "object", "recheck"


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def cross_check(request: StaffRequest, case_id: int) -> HttpResponse:
    case = access_case_for_check(request.viewer, case_id)
    check = list_checks(request.viewer, case).first()
    forms = _forms(request, case, check)
    done = request.POST.get("do", "")
    form = forms.get(done)
    is_good = request.method == "POST" and form is not None and form.is_valid()
    if is_good and attempt(form, lambda: _act(request, case, check, done, form)) is not None:
        messages.success(request, _said(done))
        return redirect("casework:cross_check", case.pk)
    context = {
        "case": case,
        "told": [tell_check(request.viewer, c) for c in list_checks(request.viewer, case)],
        "check": check,
        "forms": forms,
        "without_consent": services.list_without_consent(request.viewer, case, get_today()),
        "asks_for_consent": ASK in forms,
    }
    return render(request, "casework/cross_check.html", context)


def _forms(request: StaffRequest, case: Case, check: CrossCheck | None) -> dict[str, DeskForm]:
    """What may come next, each with its form; only the one that was sent is bound."""
    if not case.is_open:
        return {}
    wanted: dict[str, Callable[..., DeskForm]] = {}

    def with_members(kind: Any) -> Callable[..., DeskForm]:
        members = services.list_members_of(request.viewer, case)
        return lambda *args, **options: kind(*args, members=members, **options)

    if check is None or (
        check.state in (CrossCheck.State.reported, CrossCheck.State.rechecked)
        and check.told_on is not None
    ):
        wanted[ASK] = AskForm
    if check is not None:
        if services.starting_action(request.viewer, case) is not None:
            wanted[START] = AskForm
        if check.state == CrossCheck.State.asked:
            wanted[REPORT] = with_members(ReportForm)
        elif check.state == CrossCheck.State.reported:
            wanted[OBJECT if check.told_on else TELL] = ObjectionForm if check.told_on else TellForm
        elif check.state == CrossCheck.State.objected:
            wanted[RECHECK] = with_members(RecheckForm)
    initial = {"on": get_today(), "version": case.version}
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    return {
        name: make(request.POST, request.FILES, initial=initial, prefix=name)
        if name == sent
        else make(initial=initial, prefix=name)
        for name, make in wanted.items()
    }


def _act(
    request: StaffRequest, case: Case, check: CrossCheck | None, done: str, form: Any
) -> object:
    actor, given = request.viewer, form.cleaned_data
    on = given["on"]
    if done == ASK:
        return services.ask_cross_check(actor=actor, case=case, on=on, version=given["version"])
    assert check is not None
    if done == START:
        action = services.starting_action(actor, case)
        assert action is not None
        return take_step(
            actor=actor, case=case, action=action.name, on=on, version=given["version"]
        )
    if done == REPORT:
        report = form.read_table("report")
        return services.record_report(
            actor=actor,
            check=check,
            on=on,
            findings=form.findings,
            report=report,
            nothing_found=given["nothing_found"],
        )
    if done == TELL:
        return services.tell_result(actor=actor, check=check, on=on, how=given["how"])
    if done == OBJECT:
        return services.object_to_check(
            actor=actor,
            check=check,
            on=on,
            objection=given["objection"],
            paper=paper_of(form, "evidence"),
        )
    paper = form.read_table("evidence")
    return services.recheck(
        actor=actor,
        check=check,
        on=on,
        result=given["result"],
        findings=form.findings,
        paper=paper,
    )


def _said(done: str) -> str:
    return {
        ASK: _("核对已发起。出了报告，回到这一页登记。"),
        START: _("调查已启动。"),
        REPORT: _("报告已登记。下一步：告知申请人。"),
        TELL: _("已登记告知。申请人有异议的，在这里登记；没有的，可以往下办。"),
        OBJECT: _("异议已登记。下一步：复核。"),
        RECHECK: _("复核结果已登记。"),
    }[done]
