"""Taking in an application: find the family, then one thing on each page, then look over everything and hand it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.casework.access_intake import (
    access_application_for_intake,
    access_household_for_application,
)
from doudi.casework.domain.troubles import troubles
from doudi.casework.forms.intake import (
    ApplicantForm,
    FindForm,
    MandateForm,
    RelativesForm,
    TroubleForm,
    UrgentForm,
)
from doudi.casework.models import Application
from doudi.casework.selectors import obstacles
from doudi.casework.selectors.applications import list_consents, list_drafts
from doudi.casework.selectors.fitting import fit_household, questions_of
from doudi.casework.services.applications import (
    STEPS,
    close_draft,
    list_unfinished,
    open_application,
    record_mandate,
    record_trouble,
    submit_application,
)
from doudi.casework.services.emergencies import apply_urgently, is_possible
from doudi.casework.services.relative_flags import declare_relatives
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.forms.base import DeskForm
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.search import search_register
from doudi.registry.services.documents import add_document
from doudi.registry.views.attempts import attempt

PAGE = require_http_methods(["GET", "POST"])
MOST_DRAFTS = 50


@PAGE
@staff_page("case.open")
def start(request: StaffRequest) -> HttpResponse:
    """Find the family, or go on with a draft. What was asked stays out of the address."""
    form = FindForm(posted(request))
    found = None
    if form.is_bound and form.is_valid():
        found = search_register(request.viewer, form.cleaned_data["q"])
    drafts = list(list_drafts(request.viewer)[:MOST_DRAFTS])
    context = {"form": form, "found": found, "drafts": drafts}
    return render(request, "casework/intake_start.html", context)


@PAGE
@staff_page("case.open")
def choose_applicant(request: StaffRequest, household_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    household = access_household_for_application(viewer, household_id)
    members = list(list_members(viewer, household))
    told = [(m.person.name, obstacles.of_applicant(m.person, today)) for m in members]
    able = [m for m, (_name, text) in zip(members, told, strict=True) if text is None]
    form = ApplicantForm(posted(request), members=able)
    if form.is_bound and form.is_valid():
        chosen = next(m.person for m in able if str(m.person_id) == form.cleaned_data["applicant"])
        made = attempt(
            form,
            lambda: open_application(actor=viewer, household=household, applicant=chosen, on=today),
        )
        if made is not None:
            return redirect("casework:intake_who", made.pk)
    return render(
        request,
        "casework/intake_applicant.html",
        {
            "form": form,
            "household": household,
            "members": members,
            "able": able,
            "unable": [text for _name, text in told if text is not None],
            "dead_end": obstacles.of_household(household),
        },
    )


def context_of(application: Application, step: str, form: Any, **more: Any) -> dict[str, Any]:
    """What every page of the walk shows: where we are, what is done."""
    return {
        "application": application,
        "form": form,
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": len(STEPS) + 1,
        "back": f"casework:intake_{STEPS[STEPS.index(step) - 1]}" if step != STEPS[0] else "",
        **more,
    }


def go_on(application: Application, step: str) -> HttpResponse:
    """The page after a step; where the case is under way already, back to the application."""
    if application.state != Application.State.draft:
        return redirect("casework:application", application.pk)
    place = STEPS.index(step) + 1
    name = STEPS[place] if place < len(STEPS) else "check"
    return redirect(f"casework:intake_{name}", application.pk)


@PAGE
@staff_page("case.open")
def say_who(request: StaffRequest, application_id: int) -> HttpResponse:
    viewer = request.viewer
    application = access_application_for_intake(viewer, application_id)
    at_village = application.channel == Application.Channel.village
    initial = {
        "through": application.through,
        "relation": _("村干部") if at_village and application.through == "village" else "",
        **application.mandate,
    }
    form = MandateForm(posted(request), request.FILES or None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def save() -> Application:
            paper, document = given["paper"], None
            if paper:
                document = add_document(
                    actor=viewer,
                    content=paper.read(),
                    file_name=paper.name,
                    title=_("委托书"),
                    household=application.household,
                )
            return record_mandate(
                actor=viewer,
                application=application,
                through=given["through"],
                mandate=given,
                document=document,
            )

        if (saved := attempt(form, save)) is not None:
            return go_on(saved, "who")
    return render(request, "casework/intake_step.html", context_of(application, "who", form))


@PAGE
@staff_page("case.open")
def say_trouble(request: StaffRequest, application_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    initial = {"trouble": application.trouble, "trouble_text": application.trouble_text}
    form = TroubleForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        saved = attempt(
            form,
            lambda: record_trouble(
                actor=viewer,
                application=application,
                trouble=given["trouble"],
                text=given["trouble_text"],
            ),
        )
        if saved is not None:
            return go_on(saved, "trouble")
    can_be_urgent = application.state == Application.State.draft and is_possible(
        application.area_code, today
    )
    context = context_of(application, "trouble", form, can_be_urgent=can_be_urgent)
    return render(request, "casework/intake_trouble.html", context)


@PAGE
@staff_page("case.open")
def say_urgent(request: StaffRequest, application_id: int) -> HttpResponse:
    """Aid first: three things, and the case opens at once."""
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    form = UrgentForm(posted(request), initial={"when": today})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        case = attempt(
            form,
            lambda: apply_urgently(
                actor=viewer,
                application=application,
                what=given["what"],
                when=given["when"],
                needed_fen=given["needed"],
                on=today,
            ),
        )
        if case is not None:
            messages.success(request, _("已按急难立案。其他手续可以后补。"))
            return redirect("casework:application", application.pk)
    context = {"application": application, "form": form}
    return render(request, "casework/intake_urgent.html", context)


@PAGE
@staff_page("case.open")
def say_relatives(request: StaffRequest, application_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    kept = application.draft.get("relatives", {})
    answer = kept.get("is_relative")
    initial = {**kept, "is_relative": None if answer is None else "yes" if answer else "no"}
    form = RelativesForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def save() -> bool:
            declare_relatives(
                actor=viewer,
                application=application,
                is_relative=given["is_relative"] == "yes",
                on=today,
                official_name=given["official_name"],
                office=given["office"],
                relation=given["relation"],
                source=given["source"],
            )
            return True

        if attempt(form, save):
            return go_on(application, "relatives")
    return render(request, "casework/intake_step.html", context_of(application, "relatives", form))


@PAGE
@staff_page("case.open")
def check_answers(request: StaffRequest, application_id: int) -> HttpResponse:
    """Everything once more, each with a way back; then it is handed in."""
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    if application.state != Application.State.draft:
        return redirect("casework:application", application.pk)
    form = DeskForm(posted(request))
    if form.is_bound:
        cases = attempt(
            form,
            lambda: submit_application(actor=viewer, application=application, on=today),
        )
        if cases is not None:
            messages.success(request, _("申请已经提交。请把回执交给申请人。"))
            return redirect("casework:application", application.pk)
    keys = application.draft.get("choices", [])
    fit = fit_household(viewer, application.household_id, today, application.trouble)
    questions = questions_of(fit, keys)
    known = troubles()
    return render(
        request,
        "casework/intake_check.html",
        {
            "application": application,
            "form": form,
            "troubles": [known[k].label for k in application.trouble if k in known],
            "chosen": [(c.result.programme, c.result, c.person) for c in fit.chosen(keys)],
            "open_facts": sum(len(a.facts) for a in questions.asked),
            "consents": [c for c in list_consents(viewer, application) if c.withdrawn_on is None],
            "relatives": application.draft.get("relatives"),
            "unfinished": list_unfinished(application),
        },
    )


@require_POST
@staff_page("case.open")
def give_up(request: StaffRequest, application_id: int) -> HttpResponse:
    application = access_application_for_intake(request.viewer, application_id)
    form = DeskForm({})
    form.is_valid()
    if attempt(form, lambda: close_draft(actor=request.viewer, application=application)):
        messages.success(request, _("草稿已经放弃。"))
    for fault in form.non_field_errors():
        messages.error(request, fault)
    return redirect("casework:intake")
