"""Taking over: the lists, a file, what the check found, one difference, a case begun anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access_takeovers import access_takeover_for_work, access_takeover_row_for_work
from doudi.casework.award_tables import programme_label
from doudi.casework.domain.taking_over import AWARDS, CASES, DIFFERENCES, KINDS
from doudi.casework.forms.takeovers import ApplyForm, OpenCaseForm, SettleForm, TakeoverForm
from doudi.casework.models import Takeover, TakeoverRow
from doudi.casework.selectors.takeovers import award_of_row, list_takeover_rows, list_takeovers
from doudi.casework.services import takeovers as service
from doudi.casework.services.taken_over_cases import (
    note_takeover_viewed,
    open_taken_over_case,
    what_was_done,
)
from doudi.casework.takeover_tables import (
    OldCaseTable,
    TakeoverRowTable,
    TakeoverTable,
    shown_counts,
    stage_of,
)
from doudi.foundation.clock import get_today
from doudi.foundation.files import read_file
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.tables import XLSX
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("award.manage")
def show_takeovers(request: StaffRequest) -> HttpResponse:
    table = TakeoverTable(list_takeovers(request.viewer), request)
    return render(request, "casework/takeovers.html", {"table": table, "kinds": KINDS.items()})


@BOTH
@staff_page("award.manage")
def upload(request: StaffRequest) -> HttpResponse:
    form = TakeoverForm(posted(request), request.FILES or None, initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: service.upload_takeover(
                actor=request.viewer,
                kind=asked["kind"],
                file_name=asked["file"].name,
                content=asked["file"].read(),
                on=asked["on"],
            ),
        )
        if made is not None:
            return redirect("casework:takeover", made.pk)
    return render(request, "casework/takeover_new.html", {"form": form, "kinds": KINDS.items()})


@require_GET
@staff_page("award.manage")
def download_template(request: StaffRequest) -> HttpResponse:
    """`?kind=`: which one."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        raise Http404
    content = service.write_takeover_template(kind)
    return _file(content, f"{KINDS[kind].in_(language())}.xlsx")


@require_GET
@staff_page("award.manage")
def show_takeover(request: StaffRequest, takeover_id: int) -> HttpResponse:
    return _page(request, access_takeover_for_work(request.viewer, takeover_id))


@require_POST
@staff_page("award.manage")
def apply(request: StaffRequest, takeover_id: int) -> HttpResponse:
    takeover = access_takeover_for_work(request.viewer, takeover_id)
    form = ApplyForm(request.POST)
    if form.is_valid():
        mode = form.cleaned_data["mode"]
        run = attempt(
            form,
            lambda: service.apply_takeover(
                actor=request.viewer, takeover_id=takeover.pk, mode=mode
            ),
        )
        if run is not None:
            return redirect("casework:takeover", takeover.pk)
    return _page(request, takeover, form)


@require_GET
@staff_page("award.manage")
def download_faults(request: StaffRequest, takeover_id: int) -> HttpResponse:
    takeover = access_takeover_for_work(request.viewer, takeover_id)
    if takeover.faults is None:
        raise Http404
    note_takeover_viewed(actor=request.viewer, takeover=takeover, what="faults")
    return _file(read_file(takeover.faults.path), takeover.faults.file_name)


@BOTH
@staff_page("award.manage")
def show_row(request: StaffRequest, row_id: int) -> HttpResponse:
    """One award beside what the law says, and what a person makes of it."""
    row = access_takeover_row_for_work(request.viewer, row_id)
    award = award_of_row(request.viewer, row)
    form = SettleForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data

        def settle() -> tuple[object]:
            case = service.settle_difference(
                actor=request.viewer,
                row_id=row.pk,
                settled_as=asked["settled_as"],
                note=asked["note"],
                on=get_today(),
            )
            return (case,)

        done = attempt(form, settle)
        if done is not None:
            messages.success(request, _("已处理。待遇照原样发放，没有增减。"))
            return redirect("casework:takeover", row.takeover_id)
    context = _row_context(row) | {"award": award}
    if row.state == TakeoverRow.State.open and row.takeover.kind == AWARDS:
        context["form"] = form
    return render(request, "casework/takeover_row.html", context)


@BOTH
@staff_page("award.manage")
def open_anew(request: StaffRequest, row_id: int) -> HttpResponse:
    row = access_takeover_row_for_work(request.viewer, row_id)
    if row.takeover.kind != CASES:
        raise Http404
    form = OpenCaseForm(posted(request))
    if form.is_bound and form.is_valid():
        relatives = form.cleaned_data
        case = attempt(
            form,
            lambda: open_taken_over_case(
                actor=request.viewer, row_id=row.pk, relatives=relatives, on=get_today()
            ),
        )
        if case is not None:
            return redirect("casework:case", case.pk)
    return render(request, "casework/takeover_case.html", _row_context(row) | {"form": form})


def _row_context(row: TakeoverRow) -> dict[str, object]:
    return {
        "row": row,
        "label": programme_label(row.programme),
        "difference": DIFFERENCES[row.difference],
        "stage": stage_of(row) if row.takeover.kind == CASES else None,
        "done": what_was_done(row),
    }


def _page(request: StaffRequest, takeover: Takeover, form: ApplyForm | None = None) -> HttpResponse:
    state = Takeover.State
    context = {
        "takeover": takeover,
        "kind": KINDS[takeover.kind],
        "run": takeover.apply_run or takeover.check_run,
        "is_working": takeover.state in (state.checking, state.applying),
        "counts": shown_counts(takeover),
    }
    if context["is_working"]:
        is_part = getattr(request, "htmx", False)
        name = "takeover_progress" if is_part else "takeover"
        return render(request, f"casework/{name}.html", context)
    note_takeover_viewed(actor=request.viewer, takeover=takeover)
    kind = TakeoverRowTable if takeover.kind == AWARDS else OldCaseTable
    context["table"] = kind(list_takeover_rows(request.viewer, takeover), request)
    if takeover.state == state.checked and takeover.kind == AWARDS:
        context["form"] = form or ApplyForm(initial={"mode": "good_rows"})
    return render(request, "casework/takeover.html", context)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
