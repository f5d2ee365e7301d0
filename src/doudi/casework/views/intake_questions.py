"""The middle of an intake: which programmes may fit, what they still need to know, and who agrees to have it checked."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_intake import (
    access_application_for_intake,
    access_consent_for_withdrawal,
)
from doudi.casework.domain.choice_words import cards_of
from doudi.casework.forms.asking import AskingForm, can_be_none
from doudi.casework.forms.consents import ConsentsForm, WithdrawalForm
from doudi.casework.forms.intake import ChoicesForm
from doudi.casework.models import Application, Consent
from doudi.casework.selectors.applications import adults_of, list_consents
from doudi.casework.selectors.first_questions import first_questions
from doudi.casework.selectors.fitting import Asked, Questions, fit_household, questions_of
from doudi.casework.selectors.obstacles import of_choices
from doudi.casework.services.applications import choose_programmes, note_step
from doudi.casework.services.consents import record_consent, record_pledge, withdraw_consent
from doudi.casework.services.declared_facts import record_answers
from doudi.casework.views.intake import context_of, go_on
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.domain.findings import findings_of
from doudi.registry.facts import base_period_of
from doudi.registry.services.documents import add_document
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError

BOXES = ("form", "witness", "signed_by_name")
PAGE = require_http_methods(["GET", "POST"])


@PAGE
@staff_page("case.open")
def choose(request: StaffRequest, application_id: int) -> HttpResponse:
    viewer, today, lang = request.viewer, get_today(), language()
    application = access_application_for_intake(viewer, application_id)
    if application.state != Application.State.draft:
        return redirect("casework:application", application.pk)
    fit = fit_household(viewer, application.household_id, today, application.trouble)
    form = ChoicesForm(posted(request), keys=[c.key for c in fit.choices])
    picked = application.draft.get("choices", [])
    if form.is_bound and form.is_valid():
        picked = form.cleaned_data["choices"]
        saved = attempt(
            form,
            lambda: choose_programmes(
                actor=viewer, application=application, choices=picked, on=today
            ),
        )
        if saved is not None:
            return go_on(saved, "programmes")
    in_the_way = of_choices(viewer, application.household, fit.choices, today)
    cards = cards_of(
        fit.decision,
        fit.choices,
        {key: (o.text, o.case_id) for key, o in in_the_way.items()},
        picked,
        lang,
        with_reasons=viewer.may("register.sensitive"),
    )
    options = (
        [o for o in findings_of(fit.decision, lang).choices if o.elects]
        if fit.decision.options
        else []
    )
    return render(
        request,
        "casework/intake_programmes.html",
        context_of(application, "programmes", form, cards=cards, options=options),
    )


@PAGE
@staff_page("case.open")
def ask(request: StaffRequest, application_id: int) -> HttpResponse:
    """One subject on a page, those facts that the chosen programmes need first; what follows from the answers comes in another round."""
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    questions, first = _questions(request, application)
    asked = questions.of(request.GET.get("about", "")) or _next(questions, first)
    if asked is None:
        note_step(actor=viewer, application=application, step="facts")
        return go_on(application, "facts")
    base = base_period_of(application.area_code, today)
    form = AskingForm(
        posted(request), facts=asked.facts, now=first.get(asked.slug), lang=language(), base=base
    )
    if form.is_bound and form.is_valid():
        saved = attempt(form, lambda: _save_answers(request, application, asked, form))
        if saved is not None:
            application = access_application_for_intake(viewer, application_id)
            following = _next(*_questions(request, application))
            if following is None:
                return go_on(saved, "facts")
            address = reverse("casework:intake_facts", args=[application.pk])
            return redirect(f"{address}?about={following.slug}")
    return render(
        request,
        "casework/intake_facts.html",
        context_of(
            application, "facts", form, asked=asked, by_offices=questions.by_offices, base=base
        ),
    )


def _questions(
    request: StaffRequest, application: Application
) -> tuple[Questions, dict[str, set[str]]]:
    """All that is still needed, and what of it is asked now."""
    fit = fit_household(request.viewer, application.household_id, get_today(), application.trouble)
    keys = application.draft.get("choices", [])
    questions = questions_of(fit, keys)
    none = {f.name for a in questions.asked for f in a.facts if can_be_none(f)}
    return questions, first_questions(
        fit, questions, keys, none, application.draft.get("shown", [])
    )


def _next(questions: Questions, first: dict[str, set[str]]) -> Asked | None:
    """The first subject about whom something is to be asked now."""
    return next((a for a in questions.asked if a.slug in first), None)


def _save_answers(
    request: StaffRequest, application: Application, asked: Asked, form: AskingForm
) -> Application:
    record_answers(
        actor=request.viewer,
        application=application,
        subject=asked.subject,
        facts=form.cleaned_data["statements"],
        on=get_today(),
    )
    return note_step(
        actor=request.viewer,
        application=application,
        step="facts",
        shown=[f"{asked.slug}:{name}" for name in sorted(form.now)],
    )


@PAGE
@staff_page("case.open")
def sign(request: StaffRequest, application_id: int) -> HttpResponse:
    """Every adult's consent to the cross-check, and the pledge."""
    viewer, today = request.viewer, get_today()
    application = access_application_for_intake(viewer, application_id)
    adults = adults_of(viewer, application.household, today)
    rows = list(list_consents(viewer, application))
    given = {
        c.person_id: c
        for c in rows
        if c.withdrawn_on is None and c.purpose == Consent.Purpose.cross_check
    }
    initial = {"on": today, "pledged": "yes" if application.pledged_on else None}
    form = ConsentsForm(
        posted(request), request.FILES or None, adults=adults, given=given, initial=initial
    )
    if form.is_bound and form.is_valid():
        saved = attempt(form, lambda: _save_consents(request, application, form, given))
        if saved is not None:
            return go_on(saved, "consents")
    return render(
        request,
        "casework/intake_consents.html",
        context_of(application, "consents", form, rows=rows, given=given.values()),
    )


def _save_consents(
    request: StaffRequest, application: Application, form: ConsentsForm, given: dict[int, Consent]
) -> Application:
    viewer, said = request.viewer, form.cleaned_data
    document = None
    if said["paper"]:
        document = add_document(
            actor=viewer,
            content=said["paper"].read(),
            file_name=said["paper"].name,
            title=_("授权书和承诺书"),
            household=application.household,
        )
    for member in form.adults:
        box = f"p{member.person_id}"
        standing = given.get(member.person_id)
        answer = said[box]
        is_same = standing is not None and standing.is_given == (answer == "yes")
        if answer == "later" or (
            is_same and standing is not None and standing.form == said[f"{box}.form"]
        ):
            continue
        try:
            record_consent(
                actor=viewer,
                application=application,
                person=member.person,
                is_given=answer == "yes",
                on=said["on"],
                form=said[f"{box}.form"],
                witness=said[f"{box}.witness"],
                signed_by_name=said[f"{box}.signed_by_name"],
                document=document,
            )
        except ProblemsError as refused:  # beside this person's boxes
            places = [
                replace(p, where=f"{box}.{p.where}") if p.where in BOXES else p
                for p in refused.problems
            ]
            raise ProblemsError(places) from None
    pledged = said["on"] if said["pledged"] == "yes" else None
    if (pledged is None) != (application.pledged_on is None):
        record_pledge(actor=viewer, application=application, on=pledged, document=document)
    return note_step(actor=viewer, application=application, step="consents")


@PAGE
@staff_page("case.open")
def withdraw(request: StaffRequest, consent_id: int) -> HttpResponse:
    viewer = request.viewer
    consent = access_consent_for_withdrawal(viewer, consent_id)
    form = WithdrawalForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        done = attempt(
            form,
            lambda: withdraw_consent(actor=viewer, consent=consent, on=form.cleaned_data["on"]),
        )
        if done is not None:
            messages.success(request, _("已登记撤回。没有授权，不能再向银行和部门核对。"))
            return redirect("casework:application", consent.application_id)
    context = {"consent": consent, "form": form}
    return render(request, "casework/intake_withdraw.html", context)
