"""Lists of other departments: uploaded, compared, and what came of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access_leads import access_list_file_for_work
from doudi.casework.domain.lists import list_kinds
from doudi.casework.forms.leads import ListForm
from doudi.casework.lead_tables import LeadTable, ListFileTable
from doudi.casework.models import ListFile
from doudi.casework.selectors.leads import list_leads, list_list_files
from doudi.casework.services import department_lists as service
from doudi.foundation.clock import get_today
from doudi.foundation.files import read_file
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.tables import XLSX
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt


@require_GET
@staff_page("lead.work")
def show_lists(request: StaffRequest) -> HttpResponse:
    table = ListFileTable(list_list_files(request.viewer), request)
    return render(request, "casework/lead_lists.html", {"table": table, "kinds": _kinds()})


@require_http_methods(["GET", "POST"])
@staff_page("lead.work")
def upload(request: StaffRequest) -> HttpResponse:
    form = ListForm(posted(request), request.FILES or None, initial={"received_on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: service.upload_list(
                actor=request.viewer,
                kind=asked["kind"],
                source=asked["source"],
                received_on=asked["received_on"],
                file_name=asked["file"].name,
                content=asked["file"].read(),
                on=get_today(),
            ),
        )
        if made is not None:
            return redirect("casework:lead_list", made.pk)
    return render(request, "casework/lead_list_new.html", {"form": form, "kinds": _kinds()})


@require_GET
@staff_page("lead.work")
def download_template(request: StaffRequest) -> HttpResponse:
    """`?kind=`: which one."""
    kind = list_kinds().get(request.GET.get("kind", ""))
    if kind is None:
        raise Http404
    return _file(service.write_list_template(kind.name), f"{kind.label.in_(language())}.xlsx")


@require_GET
@staff_page("lead.work")
def show_list(request: StaffRequest, list_id: int) -> HttpResponse:
    listed = access_list_file_for_work(request.viewer, list_id)
    context = {
        "listed": listed,
        "kind": list_kinds()[listed.kind],
        "run": listed.run,
        "is_working": listed.state == ListFile.State.comparing,
        "counts": [
            (text, listed.counts.get(name, 0)) for name, text in service.SHOWN_COUNTS.items()
        ],
    }
    if context["is_working"]:
        name = "lead_list_progress" if getattr(request, "htmx", False) else "lead_list"
        return render(request, f"casework/{name}.html", context)
    service.note_list_viewed(actor=request.viewer, listed=listed)
    context["table"] = LeadTable(list_leads(request.viewer).filter(list_file=listed), request)
    return render(request, "casework/lead_list.html", context)


@require_GET
@staff_page("lead.work")
def download_faults(request: StaffRequest, list_id: int) -> HttpResponse:
    listed = access_list_file_for_work(request.viewer, list_id)
    if listed.faults is None:
        raise Http404
    service.note_list_viewed(actor=request.viewer, listed=listed, what="faults")
    return _file(read_file(listed.faults.path), listed.faults.file_name)


def _kinds() -> list[object]:
    return list(list_kinds().values())


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
