"""Many letters at once: signed together, or put into one PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access_letters import access_batch_for_view
from doudi.casework.forms.letters import DayForm
from doudi.casework.letters_table import title_of
from doudi.casework.models import Letter
from doudi.casework.selectors.letters import list_batch_document, list_printable, waiting_for
from doudi.casework.services.letter_batches import print_letters
from doudi.casework.services.letters import sign_letters
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.services.documents import read_document
from doudi.units.text import ProblemsError, refusal

MOST_SIGNED = 200  # what one person can have read
MOST_PRINTED = 1_000


def _chosen(request: HttpRequest, offered: list[Letter]) -> list[Letter]:
    """Those that were ticked, of those that were offered. Raises ProblemsError: none."""
    ticked = set(request.POST.getlist("letters"))
    found = [x for x in offered if str(x.pk) in ticked]
    if not found:
        raise refusal("请至少选择一份", "Choose at least one", where="letters")
    return found


@require_http_methods(["GET", "POST"])
@staff_page("case.confirm")
def sign_many(request: StaffRequest) -> HttpResponse:
    """All that waits for this signature, each with a link to read it first."""
    offered = list(waiting_for(request.viewer, "sign")[:MOST_SIGNED])
    form = DayForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        try:
            signed = sign_letters(actor=request.viewer, letters=_chosen(request, offered), on=form.cleaned_data["on"])  # fmt: skip
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已签发%(count)s份。") % {"count": len(signed)})
            return redirect("casework:letters")
    return _choose(request, offered, form, _("批量签发"), _("签发所选"))


@require_http_methods(["GET", "POST"])
@staff_page("case.check")
def print_many(request: StaffRequest) -> HttpResponse:
    """All that can be printed and has not reached anybody yet."""
    offered = list(list_printable(request.viewer)[:MOST_PRINTED])
    form = DayForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        try:
            run = print_letters(actor=request.viewer, letter_ids=[x.pk for x in _chosen(request, offered)], on=form.cleaned_data["on"])  # fmt: skip
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            return redirect("casework:letter_batch", run.pk)
    return _choose(request, offered, form, _("批量打印"), _("合成一份PDF"))


def _choose(request: StaffRequest, offered: list[Letter], form: Any, title: str, submit: str) -> HttpResponse:  # fmt: skip
    ticked = set(request.POST.getlist("letters"))
    lines = [(x, title_of(x), not form.is_bound or str(x.pk) in ticked) for x in offered]
    context = {"lines": lines, "form": form, "title": title, "submit": submit}
    return render(request, "casework/letters_choose.html", context)


@require_GET
@staff_page("case.check")
def show_batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    run = access_batch_for_view(request.viewer, batch_id)
    return render(request, "casework/letter_batch.html", {"run": run, "is_ready": "document" in run.params})  # fmt: skip


@require_GET
@staff_page("case.check")
def download_batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    run = access_batch_for_view(request.viewer, batch_id)
    document = list_batch_document(request.viewer, run)
    if document is None:
        raise Http404
    content = read_document(actor=request.viewer, document=document)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
