"""Objections: the list, one of them, taking one down, the answer, and who made it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access import access_case_for_work
from doudi.casework.access_notices import (
    access_objection_for_reveal,
    access_objection_for_view,
    access_objection_for_work,
)
from doudi.casework.forms.objections import AnswerForm, ObjectionForm
from doudi.casework.models import Objection
from doudi.casework.selectors.notices import get_hanging
from doudi.casework.selectors.objections import list_objections
from doudi.casework.services.objections import (
    answer_objection,
    receive_objection,
    reveal_objector,
    withdraw_objection,
)
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.reveal import RevealForm
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError

ON_A_PAGE = 50


@require_GET
@staff_page("case.view")
def show_objections(request: StaffRequest) -> HttpResponse:
    pages = Paginator(list_objections(request.viewer), ON_A_PAGE)
    context = {"page": pages.get_page(request.GET.get("page")), "today": get_today()}
    return render(request, "casework/objections.html", context)


@require_GET
@staff_page("case.view")
def show_objection(request: StaffRequest, objection_id: int) -> HttpResponse:
    objection = access_objection_for_view(request.viewer, objection_id)
    return _show(request, objection)


@require_http_methods(["GET", "POST"])
@staff_page("case.open")
def add_objection(request: StaffRequest, case_id: int) -> HttpResponse:
    """Somebody came, called or wrote."""
    case = access_case_for_work(request.viewer, case_id)
    form = ObjectionForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: receive_objection(
                actor=request.viewer,
                case=case,
                notice=get_hanging(request.viewer, case) if given["about"] == "notice" else None,
                **given,
            ),
        )
        if made is not None:
            messages.success(request, _("异议已登记。"))
            return redirect("casework:objection", made.pk)
    return render(request, "casework/objection_add.html", {"case": case, "form": form})


@require_http_methods(["POST"])
@staff_page("case.work")
def answer(request: StaffRequest, objection_id: int) -> HttpResponse:
    objection = access_objection_for_work(request.viewer, objection_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: answer_objection(
                actor=request.viewer, objection=objection, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("已答复。"))
            return redirect("casework:objection", objection.pk)
    return _show(request, objection, form=form)


@require_http_methods(["POST"])
@staff_page("case.open")
def withdraw(request: StaffRequest, objection_id: int) -> HttpResponse:
    objection = access_objection_for_view(request.viewer, objection_id)
    try:
        withdraw_objection(actor=request.viewer, objection=objection, on=get_today())
    except ProblemsError as refused:
        messages.error(request, refused.problems[0].in_(language()))
    else:
        messages.success(request, _("已登记撤回。"))
    return redirect("casework:objection", objection.pk)


@require_http_methods(["GET", "POST"])
@staff_page("register.reveal")
def reveal(request: StaffRequest, objection_id: int) -> HttpResponse:
    """First the reason, then who: on the page that answers the form, and nowhere else."""
    objection = access_objection_for_reveal(request.viewer, objection_id)
    form = RevealForm(posted(request))
    who = None
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        who = attempt(
            form,
            lambda: reveal_objector(actor=request.viewer, objection=objection, reason=reason),
        )
    context = {"objection": objection, "form": form, "who": who}
    return render(request, "casework/objection_reveal.html", context)


def _show(
    request: StaffRequest, objection: Objection, *, form: AnswerForm | None = None
) -> HttpResponse:
    viewer = request.viewer
    context = {
        "objection": objection,
        "form": form or AnswerForm(initial={"on": get_today()}),
        "may_answer": viewer.may("case.work") and objection.answered_on is None,
        "may_withdraw": viewer.may("case.open") and objection.answered_on is None,
        "may_reveal": viewer.may("register.reveal") and objection.who_cipher is not None,
        "today": get_today(),
    }
    return render(request, "casework/objection.html", context)
