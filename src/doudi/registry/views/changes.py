"""Asking for a change (form, what would change, confirmed), and deciding it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.access import (
    access_change_for_decision,
    access_change_for_view,
    access_change_for_withdrawal,
    access_household_for_change,
    access_person_for_change,
)
from doudi.registry.domain.change_kinds import HOUSEHOLD_KINDS, PERSON_KINDS, ChangeKind, label_of
from doudi.registry.domain.change_lines import lines_of
from doudi.registry.domain.changes import Plan
from doudi.registry.forms.changes import HOUSEHOLD_FORMS, PERSON_FORMS, ChangeForm, Scene
from doudi.registry.forms.deciding import DecisionForm
from doudi.registry.forms.sealed import sent_again
from doudi.registry.models import ChangeRequest, Household, Person
from doudi.registry.selectors.changes import is_on_own_desk, list_changes
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.lookups import list_housemates, list_papers
from doudi.registry.selectors.places import list_villages
from doudi.registry.services.changes import (
    approve_change,
    plan_again,
    refuse_change,
    requirements_of,
    withdraw_change,
)
from doudi.registry.services.plans import plan_change
from doudi.registry.services.registration import request_with_evidence
from doudi.registry.tables import ChangeTable
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError

BUTTONS = ("csrfmiddlewaretoken", "confirm", "edit")


@staff_page("change.request")
@require_http_methods(["GET", "POST"])
def request_household_change(request: StaffRequest, household_id: int, kind: str) -> HttpResponse:
    household = access_household_for_change(request.viewer, household_id)
    members = list(list_members(request.viewer, household))
    about = next(k for k in HOUSEHOLD_KINDS if k.name == kind)
    return _ask(request, about, HOUSEHOLD_FORMS[kind], household, None, members)


@staff_page("change.request")
@require_http_methods(["GET", "POST"])
def request_person_change(request: StaffRequest, person_id: int, kind: str) -> HttpResponse:
    person = access_person_for_change(request.viewer, person_id)
    members = list_housemates(request.viewer, person)
    about = next(k for k in PERSON_KINDS if k.name == kind)
    return _ask(request, about, PERSON_FORMS[kind], None, person, members)


def _ask(
    request: StaffRequest,
    about: ChangeKind,
    form_class: type[ChangeForm],
    household: Household | None,
    person: Person | None,
    members: list[Any],
) -> HttpResponse:
    """The form; then, when it is sent, what would change; then, confirmed, the request."""
    viewer, today, lang = request.viewer, get_today(), language()
    scene = Scene(
        viewer,
        today,
        lang,
        household,
        person,
        members,
        list_papers(viewer, household, person),
        list_villages(viewer, today, lang),
    )
    form = form_class(request.POST or None, scene=scene, initial=request.GET.dict())
    context = {"form": form, "about": about, "household": household, "person": person}
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if "confirm" in request.POST:
            made = attempt(form, lambda: _request(request, form, today))
            if made is not None:
                messages.success(request, _said(made))
                return redirect("registry:change", made.pk)
        else:
            plan = attempt(form, lambda: plan_change(viewer, on=today, **form.asked()))
            if plan is not None:
                return render(
                    request, "registry/change_preview.html", context | _preview(request, form, plan)
                )
    return render(request, "registry/change_form.html", context)


def _request(request: StaffRequest, form: ChangeForm, today: date) -> ChangeRequest:
    source = form.source()
    return request_with_evidence(
        actor=request.viewer,
        asked=form.asked(),
        reason=form.cleaned_data["reason"],
        kind=source.kind,
        source=source.source,
        learnt_on=source.learnt_on,
        document=source.document,
        on=today,
    )


def _preview(request: StaffRequest, form: ChangeForm, plan: Plan) -> dict[str, Any]:
    asked = form.asked()
    needs = requirements_of(
        form.kind,
        asked["payload"],
        viewer=request.viewer,
        household=asked["household"],
        on=get_today(),
    )
    return {
        "lines": lines_of(plan),
        "notes": plan.notes,
        "needs": needs,
        "lacks_evidence": needs.evidence and not form.source().kind,
        "sent": sent_again(form, BUTTONS),
    }


def _said(change: ChangeRequest) -> str:
    if change.state == ChangeRequest.State.applied:
        return _("变更已经生效。")
    return _("变更已经提出，等第二个人审核。")


@staff_page("register.view")
def show_changes(request: StaffRequest) -> HttpResponse:
    return render(
        request,
        "registry/changes.html",
        {"table": ChangeTable(list_changes(request.viewer), request)},
    )


@staff_page("register.view")
def show_change(request: StaffRequest, change_id: int) -> HttpResponse:
    change = access_change_for_view(request.viewer, change_id)
    return _show(request, change, DecisionForm())


@staff_page("change.approve")
@require_POST
def approve(request: StaffRequest, change_id: int) -> HttpResponse:
    change = access_change_for_decision(request.viewer, change_id)
    return _decide(request, change, approve_change, _("变更已经同意并生效。"))


@staff_page("change.approve")
@require_POST
def refuse(request: StaffRequest, change_id: int) -> HttpResponse:
    change = access_change_for_decision(request.viewer, change_id)
    return _decide(request, change, refuse_change, _("已写明不同意。"))


@staff_page("change.request")
@require_POST
def withdraw(request: StaffRequest, change_id: int) -> HttpResponse:
    change = access_change_for_withdrawal(request.viewer, change_id)
    return _decide(request, change, withdraw_change, _("变更已经撤回。"))


def _decide(
    request: StaffRequest, change: ChangeRequest, service: Callable[..., ChangeRequest], said: str
) -> HttpResponse:
    form = DecisionForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: service(actor=request.viewer, change=change, on=get_today(), reason=reason),
        )
        if done is not None:
            messages.success(request, said)
            return redirect("registry:change", change.pk)
    return _show(request, change, form)


def _show(request: StaffRequest, change: ChangeRequest, form: DecisionForm) -> HttpResponse:
    """A waiting change shows what it would do now; a decided one, that it was decided."""
    viewer, is_open = request.viewer, change.state == ChangeRequest.State.submitted
    asked_by_viewer = (
        change.asked_by is not None and change.asked_by.account_id == viewer.account_id
    )
    lines, against = [], ""
    if is_open:
        try:
            lines = lines_of(plan_again(viewer, change, get_today()))
        except ProblemsError as refused:
            against = refused.in_(language())
    return render(
        request,
        "registry/change.html",
        {
            "change": change,
            "label": label_of(change.kind),
            "lines": lines,
            "against": against,
            "form": form,
            "may_decide": is_open and viewer.may("change.approve") and not asked_by_viewer,
            "may_withdraw": is_open
            and viewer.may("change.request")
            and is_on_own_desk(viewer, change),
        },
    )
