"""Lists that leave Doudi: asking, agreeing, downloading."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.access import access_export_for_decision, access_export_for_view
from doudi.registry.exports.rules import export_rules
from doudi.registry.exports_table import ExportTable, label_of
from doudi.registry.forms.exports import ExportForm, RefusalForm
from doudi.registry.models import Export
from doudi.registry.selectors.exports import list_exports
from doudi.registry.services import exports as services
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError


@staff_page("export.run")
def show_exports(request: StaffRequest) -> HttpResponse:
    table = ExportTable(list_exports(request.viewer), request)
    return render(request, "registry/exports.html", {"table": table})


@staff_page("export.run")
@require_http_methods(["GET", "POST"])
def ask_for_export(request: StaffRequest) -> HttpResponse:
    form = ExportForm(request.POST or None, viewer=request.viewer, on=get_today(), lang=language())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        wish = services.Wish(**given, lang=language())
        export = attempt(
            form,
            lambda: services.request_export(
                actor=request.viewer, wish=wish, reason=reason, on=get_today()
            ),
        )
        if export:
            return redirect("registry:export", export.pk)
    return render(request, "registry/export_request.html", {"form": form, "rules": export_rules()})


@staff_page("export.run")
@require_GET
def show_export(request: StaffRequest, export_id: int) -> HttpResponse:
    export = access_export_for_view(request.viewer, export_id)
    is_own = export.asked_by.account_id == request.viewer.account_id
    context = {
        "export": export,
        "label": label_of(export),
        "is_own": is_own,
        "may_decide": export.state == Export.State.waiting
        and not is_own
        and request.viewer.may("export.approve"),
        "is_expired": services.is_expired(export, get_today()),
        "form": RefusalForm(),
        "rules": export_rules(),
    }
    return render(request, "registry/export.html", context)


@staff_page("export.approve")
@require_POST
def approve(request: StaffRequest, export_id: int) -> HttpResponse:
    export = access_export_for_decision(request.viewer, export_id)
    return _decide(
        request, export, lambda: services.approve_export(actor=request.viewer, export=export)
    )


@staff_page("export.approve")
@require_POST
def refuse(request: StaffRequest, export_id: int) -> HttpResponse:
    export = access_export_for_decision(request.viewer, export_id)
    reason = request.POST.get("reason", "")
    return _decide(
        request,
        export,
        lambda: services.refuse_export(actor=request.viewer, export=export, reason=reason),
    )


def _decide(request: StaffRequest, export: Export, call: Callable[[], Export]) -> HttpResponse:
    try:
        call()
        messages.success(request, _("已记录。"))
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
    return redirect("registry:export", export.pk)


@staff_page("export.run")
@require_GET
def download(request: StaffRequest, export_id: int) -> HttpResponseBase:
    export = access_export_for_view(request.viewer, export_id)
    try:
        file = services.download_export(actor=request.viewer, export=export, on=get_today())
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
        return redirect("registry:export", export.pk)
    assert export.document is not None
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=export.document.file_name,
        content_type=export.document.media_type,
    )
    answer["Cache-Control"] = "no-store"
    return answer
