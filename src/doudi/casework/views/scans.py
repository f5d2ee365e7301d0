"""Scans: uploaded, filed by their codes, the rest by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_letters import access_page_for_filing
from doudi.casework.forms.letters import FileByHandForm, ReasonForm, ScanForm
from doudi.casework.letters_table import title_of
from doudi.casework.models import ScannedPage
from doudi.casework.selectors.letters import list_pages_of, list_waiting_pages
from doudi.casework.services.scans import Upload, file_by_hand, set_page_aside, upload_scans
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.units.text import ProblemsError, Text

PROBLEMS = {
    "no_code": Text("没有读到编码", "no code found"),
    "unknown": Text("编码不是本单位的文书", "the code is no letter of this office"),
    "unreadable": Text("这一页打不开", "the page cannot be read"),
}


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def show_scans(request: StaffRequest) -> HttpResponse:
    """Upload; what came of it; what waits for a person."""
    form = ScanForm(posted(request), request.FILES or None)
    result: list[ScannedPage] = []
    if form.is_bound and form.is_valid():
        files = [Upload(f.read(), f.name) for f in form.cleaned_data["files"]]
        try:
            made = upload_scans(actor=request.viewer, files=files, on=get_today())
        except ProblemsError as refused:
            form.refuse(refused, "files")
        else:
            result = list(list_pages_of(request.viewer, sorted({p.document_id for p in made})))
            form = ScanForm()
    waiting = list(list_waiting_pages(request.viewer)[:100])
    return render(
        request,
        "casework/scans.html",
        {
            "form": form,
            "result": [(p, title_of(p.letter) if p.letter else None) for p in result],
            "waiting": [(p, PROBLEMS.get(p.problem)) for p in waiting],
        },
    )


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def file_page(request: StaffRequest, page_id: int) -> HttpResponse:
    """One page that the machine could not file: its letter, or why it is not filed."""
    page = access_page_for_filing(request.viewer, page_id)
    is_aside = "reason" in request.POST
    filing = FileByHandForm(None if is_aside else posted(request))
    aside = ReasonForm(posted(request) if is_aside else None)
    form = aside if is_aside else filing
    if form.is_bound and form.is_valid():
        try:
            if is_aside:
                set_page_aside(actor=request.viewer, page=page, **form.cleaned_data)
            else:
                file_by_hand(actor=request.viewer, page=page, on=get_today(), **form.cleaned_data)
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("办好了。"))
            return redirect("casework:scans")
    context = {"page": page, "problem": PROBLEMS.get(page.problem), "filing": filing, "aside": aside}  # fmt: skip
    return render(request, "casework/scan_file.html", context)
