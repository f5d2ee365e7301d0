"""The page of a case, and the plain page on which a step is taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access import access_case_for_view, access_case_for_work
from doudi.casework.case_parts import PARTS
from doudi.casework.case_words import left_of, left_text, whose_text
from doudi.casework.domain.procedures import Action
from doudi.casework.forms import ACTION_FORMS
from doudi.casework.forms.steps import StepForm
from doudi.casework.mending import list_missing_of
from doudi.casework.models import Case
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.case_page import get_case_page
from doudi.casework.services.cases import note_case_viewed
from doudi.casework.services.transition import Possible, take_step
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt


@require_GET
@staff_page("case.view")
def show_case(request: StaffRequest, case_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    case = access_case_for_view(viewer, case_id)
    note_case_viewed(actor=viewer, case=case)
    procedure = procedure_of(case)
    page = get_case_page(viewer, case, procedure, today)
    parts = [(part, part.build(viewer, case, today)) for part in PARTS]
    left = left_of(case, today)
    return render(
        request,
        "casework/case.html",
        {
            "case": case,
            "page": page,
            "today": today,
            "state": procedure.states[case.state],
            "main": page.main and _linked(viewer, case, page.main),
            "others": [_linked(viewer, case, one) for one in page.others],
            "adverse": [_linked(viewer, case, one) for one in page.adverse],
            "waits": [(whose_text((p.action,)), p.action.label) for p in page.waits],
            "left": left_text(left, is_provisional=case.is_provisional),
            "late": left is not None and left.is_overdue,
            "clocks": [(c, left_text(c.left)) for c in page.clocks],
            "parts": [(part, context) for part, context in parts if context is not None],
        },
    )


def _linked(viewer: Viewer, case: Case, one: Possible) -> dict[str, object]:
    missing = list_missing_of(viewer, case, one)
    return {"one": one, "url": _address(case.pk, one.action), "missing": missing}


def _address(case_id: int, action: Action) -> str:
    """The page on which an action is done."""
    if not action.form:
        return reverse("casework:take_step", args=[case_id, action.name])
    return reverse(ACTION_FORMS[action.form], args=[case_id])


@require_http_methods(["GET", "POST"])
@staff_page("case.view")
def take_plain_step(request: StaffRequest, case_id: int, action: str) -> HttpResponse:
    """A step that needs no form of its own: a day, a note, a button."""
    case = access_case_for_work(request.viewer, case_id)
    procedure = procedure_of(case)
    chosen = procedure.actions.get(action)
    if chosen is None or chosen.form or not chosen.sources:
        raise Http404
    initial = {"on": get_today(), "version": case.version}
    form = StepForm(posted(request), action=chosen, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        moved = attempt(
            form,
            lambda: take_step(
                actor=request.viewer,
                case=case,
                action=action,
                on=given["on"],
                version=given["version"],
                note=given["note"],
                data=form.data_of_step(),
            ),
        )
        if moved is not None:
            label = chosen.label.in_(language())
            messages.success(request, f"{label}{_('：')}{_('已办理。')}")
            return redirect("casework:case", case.pk)
    return render(
        request,
        "casework/step.html",
        {"case": case, "step": chosen, "form": form},
    )
