"""Leads to duplicates: the list, two files side by side, the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.matching import REASONS
from doudi.registry.access import access_import_for_work, access_pair_for_review
from doudi.registry.duplicates_table import PairTable, RowMatchTable, likelihood
from doudi.registry.forms.duplicates import PairForm
from doudi.registry.selectors.duplicates import (
    get_last_comparison,
    get_last_search,
    list_pairs,
    list_row_matches,
)
from doudi.registry.selectors.pair_file import get_pair_file
from doudi.registry.services.duplicates import (
    decide_pair,
    start_comparison,
    start_duplicate_search,
)
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError


@staff_page("duplicate.review")
def list_duplicates(request: StaffRequest) -> HttpResponse:
    context = {
        "table": PairTable(list_pairs(request.viewer), request),
        "last": get_last_search(request.viewer),
    }
    return render(request, "registry/duplicates.html", context)


@staff_page("duplicate.review")
@require_POST
def search_duplicates(request: StaffRequest) -> HttpResponse:
    try:
        start_duplicate_search(actor=request.viewer)
        messages.success(request, _("已开始查找，完成后疑似重复会列在这里。"))
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
    return redirect("registry:duplicates")


@staff_page("duplicate.review")
@require_http_methods(["GET", "POST"])
def review_duplicate(request: StaffRequest, pair_id: int) -> HttpResponse:
    pair = access_pair_for_review(request.viewer, pair_id)
    form = PairForm(request.POST or None, pair=pair)
    if request.method == "POST" and form.is_valid():
        decided = attempt(
            form,
            lambda: decide_pair(
                actor=request.viewer, pair=pair, on=get_today(), **form.cleaned_data
            ),
        )
        if decided:
            messages.success(request, _("已记录核对结果。"))
            return redirect("registry:duplicates")
    context = {
        "file": get_pair_file(request.viewer, pair),
        "pair": pair,
        "form": form,
        "likely": likelihood(pair.per_mille),
        "reasons": [REASONS[key] for key in pair.reasons if key in REASONS],
    }
    return render(request, "registry/duplicate.html", context)


@staff_page("duplicate.review")
@require_http_methods(["GET", "POST"])
def compare_import(request: StaffRequest, import_id: int) -> HttpResponse:
    record = access_import_for_work(request.viewer, import_id)
    if request.method == "POST":
        try:
            start_comparison(actor=request.viewer, record=record)
        except ProblemsError as refused:
            messages.error(request, refused.in_(language()))
        return redirect("registry:compare_import", record.pk)
    last = get_last_comparison(request.viewer, record)
    matches = list_row_matches(request.viewer, last) if last else []
    context = {
        "record": record,
        "last": last,
        "is_going_on": last is not None and last.finished_at is None,
        "table": RowMatchTable(matches, request),
    }
    return render(request, "registry/import_compare.html", context)
