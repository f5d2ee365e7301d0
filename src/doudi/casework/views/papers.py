"""The one page about missing papers: it does what the state of the case allows, telling or taking in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_intake import access_case_for_papers
from doudi.casework.forms.papers import AskPapersForm, PapersInForm
from doudi.casework.models import Application, Case, PapersNotice
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.papers_notices import (
    Item,
    list_missing,
    record_answer,
    tell_missing,
)
from doudi.foundation.access import in_scope
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt


@require_http_methods(["GET", "POST"])
@staff_page("case.open")
def handle_papers(request: StaffRequest, case_id: int) -> HttpResponse:
    case = access_case_for_papers(request.viewer, case_id)
    notice = (
        in_scope(request.viewer, PapersNotice.objects.all())
        .filter(application_id=case.application_id)
        .first()
    )
    can = {a.name for a in procedure_of(case).actions_from(case.state)}
    if "papers_in" in can and notice is not None:
        return _take_in(request, case, notice)
    if "ask_papers" in can and case.application is not None and notice is None:
        return _tell(request, case, case.application)
    return render(request, "casework/intake_papers.html", {"case": case, "notice": notice})


def _tell(request: StaffRequest, case: Case, application: Application) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    missing = list_missing(viewer, application, today)
    choices = [(item.name, item.text.in_(language())) for item in missing]
    initial = {"on": today, "version": case.version}
    form = AskPapersForm(posted(request), items=choices, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        items = [item for item in missing if item.name in given["items"]]
        if given["more"].strip():
            more = given["more"].strip()
            items.append(Item("paper", "more", more, more))
        told = attempt(
            form,
            lambda: tell_missing(
                actor=viewer, case=case, items=items, on=given["on"], version=given["version"]
            ),
        )
        if told is not None:
            messages.success(request, _("已登记一次性告知，请把告知书交给申请人。"))
            return redirect("casework:case", case.pk)
    return render(request, "casework/intake_papers.html", {"case": case, "form": form})


def _take_in(request: StaffRequest, case: Case, notice: PapersNotice) -> HttpResponse:
    viewer, today, lang = request.viewer, get_today(), language()
    choices = [(item["name"], item[lang]) for item in notice.items]
    initial = {"on": today, "version": case.version}
    form = PapersInForm(posted(request), items=choices, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: record_answer(
                actor=viewer,
                case=case,
                came=given["came"],
                on=given["on"],
                version=given["version"],
            ),
        )
        if done is not None:
            messages.success(request, _("材料已经补齐。"))
            return redirect("casework:case", case.pk)
    context = {"case": case, "form": form, "notice": notice}
    return render(request, "casework/intake_papers.html", context)
