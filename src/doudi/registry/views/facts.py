"""Recording facts with their source."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.access import (
    access_household_for_recording,
    access_person_for_recording,
    access_supporter_for_recording,
)
from doudi.registry.facts import base_period_of
from doudi.registry.forms.facts import FactsForm, groups_of
from doudi.registry.models import Fact, Household, Person, Supporter
from doudi.registry.services.registration import Upload, record_with_evidence
from doudi.registry.views.attempts import attempt

RECORD = require_http_methods(["GET", "POST"])


@staff_page("register.record")
@RECORD
def record_household_facts(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_recording(request.viewer, household_id)
    return _record(request, household, "household", "registry:household", household.pk)


@staff_page("register.record")
@RECORD
def record_person_facts(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_recording(request.viewer, person_id)
    return _record(request, person, "member", "registry:person", person.pk)


@staff_page("register.record")
@RECORD
def record_supporter_facts(request: StaffRequest, supporter_id: int) -> HttpResponse:
    supporter = access_supporter_for_recording(request.viewer, supporter_id)
    return _record(request, supporter, "supporter", "registry:household", supporter.household_id)


def _record(
    request: StaffRequest,
    subject: Household | Person | Supporter,
    entity: str,
    back: str,
    back_id: int,
) -> HttpResponse:
    today, groups = get_today(), groups_of(entity)
    wanted = request.GET.get("group", groups[0].key)
    group = next((g for g in groups if g.key == wanted), None)
    if group is None:
        raise Http404
    base = base_period_of(subject.area_code, today)
    form = FactsForm(
        request.POST or None,
        request.FILES or None,
        entity=entity,
        group=group,
        on=today,
        lang=language(),
        initial={"learnt_on": today, "period_from": base.first, "period_to": base.last},
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _save(request, subject, form, today))
        if made is not None:
            messages.success(
                request,
                ngettext("已登记 %(n)d 项情况。", "已登记 %(n)d 项情况。", len(made))
                % {"n": len(made)},
            )
            return redirect(back, back_id)
    return render(
        request,
        "registry/facts_record.html",
        {
            "form": form,
            "subject": subject,
            "entity": entity,
            "groups": groups,
            "group": group,
            "back": back,
            "back_id": back_id,
        },
    )


def _save(
    request: StaffRequest, subject: Household | Person | Supporter, form: FactsForm, today: date
) -> list[Fact]:
    given = form.cleaned_data
    paper = given["paper"]
    return record_with_evidence(
        actor=request.viewer,
        subject=subject,
        facts=given["statements"],
        kind=given["kind"],
        source=given["source"],
        learnt_on=given["learnt_on"],
        paper=Upload(paper.read(), paper.name) if paper else None,
        on=today,
    )
