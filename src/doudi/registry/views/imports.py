"""Imports: the list, the file, its columns, what the check found, the result; templates and saved mappings."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.foundation.templatetags.doudi import language
from doudi.registry.access import access_import_for_work, access_mapping_for_change
from doudi.registry.forms.imports import (
    ApplyForm,
    MappingForm,
    MatchForm,
    SaveMappingForm,
    UploadForm,
)
from doudi.registry.imports.ledgers import get_ledger, ledgers
from doudi.registry.imports.mappings import shipped_mappings
from doudi.registry.imports.templates import write_template
from doudi.registry.models import Import
from doudi.registry.selectors.imports import (
    SHOWN_FAULTS,
    group_faults,
    list_faults,
    list_imports,
    list_mappings,
    read_bad_rows,
)
from doudi.registry.selectors.places import list_villages
from doudi.registry.services import imports as service
from doudi.registry.tables import ImportTable
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOTH = require_http_methods(["GET", "POST"])


@staff_page("import.run")
@require_GET
def show_imports(request: StaffRequest) -> HttpResponse:
    table = ImportTable(list_imports(request.viewer), request)
    return render(
        request, "registry/import_list.html", {"table": table, "ledgers": list(ledgers().values())}
    )


@staff_page("import.run")
@BOTH
def upload(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, lang=language())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = attempt(
            form,
            lambda: service.upload_ledger(
                actor=request.viewer,
                file_name=file.name,
                content=file.read(),
                ledger=form.cleaned_data["ledger"],
                on=get_today(),
            ),
        )
        if made is not None:
            return redirect("registry:import", made.pk)
    return render(
        request, "registry/import_new.html", {"form": form, "ledgers": list(ledgers().values())}
    )


@staff_page("import.run")
@require_GET
def show_import(request: StaffRequest, import_id: int) -> HttpResponse:
    """What there is to do with it now."""
    record = access_import_for_work(request.viewer, import_id)
    return _page(request, record)


@staff_page("import.run")
@require_POST
def match(request: StaffRequest, import_id: int) -> HttpResponse:
    """Keep which column is what, and start the check."""
    record = access_import_for_work(request.viewer, import_id)
    form = _match_form(request, record, bound=True)
    if form.is_valid():

        def check() -> object:
            service.match_columns(
                actor=request.viewer,
                import_id=record.pk,
                on=get_today(),
                columns=form.columns(),
                options=form.options(),
            )
            return service.check_import(actor=request.viewer, import_id=record.pk, on=get_today())

        if attempt(form, check) is not None:
            return redirect("registry:import", record.pk)
    return _page(request, record, match_form=form)


@staff_page("import.run")
@require_POST
def apply(request: StaffRequest, import_id: int) -> HttpResponse:
    record = access_import_for_work(request.viewer, import_id)
    form = ApplyForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: service.apply_import(
                actor=request.viewer,
                import_id=record.pk,
                on=get_today(),
                mode=form.cleaned_data["mode"],
            ),
        )
        if made is not None:
            return redirect("registry:import", record.pk)
    return _page(request, record, apply_form=form)


@staff_page("import.run")
@require_POST
def discard(request: StaffRequest, import_id: int) -> HttpResponse:
    record = access_import_for_work(request.viewer, import_id)
    try:
        service.discard_import(actor=request.viewer, import_id=record.pk)
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
        return redirect("registry:import", record.pk)
    messages.success(request, _("已放弃，没有导入任何内容。"))
    return redirect("registry:imports")


@staff_page("import.run")
@require_GET
def download_bad_rows(request: StaffRequest, import_id: int) -> HttpResponse:
    record = access_import_for_work(request.viewer, import_id)
    if record.faults is None:
        raise Http404
    service.note_bad_rows_downloaded(actor=request.viewer, record=record)
    header, rows = read_bad_rows(record, language())
    file = io.BytesIO()
    headings = [*map(Heading, header), Heading(_("原文件行号")), Heading(_("问题"))]
    write_sheet(file, title=_("有问题的行"), headings=headings, rows=rows)
    name = record.document.file_name.rpartition(".")[0]
    return _xlsx(file.getvalue(), f"{name}-{_('有问题的行')}.xlsx")


@staff_page("import.run")
@require_GET
def download_template(request: StaffRequest) -> HttpResponse:
    """`?ledger=`: which one."""
    ledger_name = request.GET.get("ledger", "")
    if ledger_name not in ledgers():
        raise Http404
    ledger = get_ledger(ledger_name)
    return _xlsx(write_template(ledger), f"{ledger.label.in_(language())}.xlsx")


@staff_page("mapping.edit")
@require_POST
def save_mapping(request: StaffRequest, import_id: int) -> HttpResponse:
    """Keep this file's mapping for the next file of the kind."""
    record = access_import_for_work(request.viewer, import_id)
    form = SaveMappingForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: service.save_mapping(
                actor=request.viewer, import_id=record.pk, name=form.cleaned_data["name"]
            ),
        )
        if made is not None:
            messages.success(request, _("已保存。以后遇到同样的表头会自动对应。"))
            return redirect("registry:import", record.pk)
    return _page(request, record, save_form=form)


@staff_page("mapping.edit")
@require_GET
def show_mappings(request: StaffRequest) -> HttpResponse:
    rows = [(m, get_ledger(m.ledger)) for m in list_mappings(request.viewer)]
    taken = {mapping.name for mapping, _ledger in rows}
    shipped = [(m, get_ledger(m.ledger)) for m in shipped_mappings() if m.name not in taken]
    return render(request, "registry/mapping_list.html", {"rows": rows, "shipped": shipped})


@staff_page("mapping.edit")
@require_POST
def adopt_mapping(request: StaffRequest) -> HttpResponse:
    """A shipped mapping becomes the area's own, and is opened for editing."""
    try:
        made = service.adopt_mapping(actor=request.viewer, name=request.POST.get("name", ""))
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
        return redirect("registry:mappings")
    return redirect("registry:mapping", made.pk)


@staff_page("mapping.edit")
@BOTH
def edit_mapping(request: StaffRequest, mapping_id: int) -> HttpResponse:
    mapping = access_mapping_for_change(request.viewer, mapping_id)
    form = MappingForm(request.POST or None, mapping=mapping, lang=language())
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: service.change_mapping(
                actor=request.viewer,
                mapping=mapping,
                name=form.cleaned_data["name"],
                columns=form.columns(),
            ),
        )
        if made is not None:
            messages.success(request, _("对应方案已保存。"))
            return redirect("registry:mappings")
    context = {"form": form, "mapping": mapping, "ledger": get_ledger(mapping.ledger)}
    return render(request, "registry/mapping_edit.html", context)


def _page(
    request: StaffRequest,
    record: Import,
    *,
    match_form: MatchForm | None = None,
    apply_form: ApplyForm | None = None,
    save_form: SaveMappingForm | None = None,
) -> HttpResponse:
    state = Import.State
    is_matching = record.state in (state.uploaded, state.refused) or "match" in request.GET
    is_matching = is_matching and record.state in (state.uploaded, state.refused, state.checked)
    context = {
        "record": record,
        "ledger": get_ledger(record.ledger),
        "run": record.apply_run or record.check_run,
        "is_working": record.state in (state.checking, state.applying),
        "counts": service.shown_counts(record),
    }
    if apply_form is not None:
        context["apply_form"] = apply_form
    if is_matching or match_form is not None:
        context["match_form"] = match_form or _match_form(request, record)
    if record.state in (state.checked, state.applied):
        context |= {
            "groups": group_faults(record),
            "faults": list_faults(record),
            "most_faults": SHOWN_FAULTS,
            "apply_form": apply_form or ApplyForm(),
        }
    if request.viewer.may("mapping.edit") and record.state in (state.checked, state.applied):
        name = f"{context['ledger'].label.in_(language())} {record.document.file_name}"  # type: ignore[attr-defined]
        context["save_form"] = save_form or SaveMappingForm(initial={"name": name[:100]})
    template = (
        "registry/import_progress.html"
        if request.htmx and context["is_working"]
        else "registry/import.html"
    )  # type: ignore[attr-defined]
    return render(request, template, context)


def _match_form(request: StaffRequest, record: Import, *, bound: bool = False) -> MatchForm:
    today, lang = get_today(), language()
    return MatchForm(
        request.POST if bound else None,
        record=record,
        places=list_villages(request.viewer, today, lang),
        on=today,
        lang=lang,
    )


def _xlsx(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    return answer
