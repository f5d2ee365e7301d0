"""A planned run beside what was really paid last."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.access import access_run_for_planning
from doudi.payments.domain.paid_before import KINDS
from doudi.payments.domain.reasons import REASONS
from doudi.payments.forms.paid_before import PaidBeforeForm
from doudi.payments.services.paid_before import compare_with_paid
from doudi.registry.views.attempts import attempt

MOST = 500  # differences on the page; whose money would stop comes first


@require_http_methods(["GET", "POST"])
@staff_page("pay.plan")
def compare_run(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = PaidBeforeForm(posted(request), request.FILES or None)
    found = None
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["upload"]
        found = attempt(
            form,
            lambda: compare_with_paid(
                actor=request.viewer, run=run, file_name=file.name, content=file.read()
            ),
        )
    context: dict[str, object] = {"run": run, "form": form, "found": found}
    if found is not None:
        programmes = get_rulebook().programmes
        context["counts"] = [(label, found.counts[kind]) for kind, label in KINDS.items()]
        context["rows"] = [
            (KINDS[d.kind], d, programmes[d.programme].label, REASONS.get(d.reason))
            for d in found.differences[:MOST]
        ]
        context["more"] = max(len(found.differences) - MOST, 0)
    return render(request, "payments/runs_compare.html", context)
