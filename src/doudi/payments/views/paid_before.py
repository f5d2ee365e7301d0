"""A planned run beside what was really paid last, and why each difference is right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.access import access_run_for_planning, access_run_for_view
from doudi.payments.domain.paid_before import CAUSES, KINDS
from doudi.payments.domain.reasons import REASONS
from doudi.payments.forms.paid_before import PaidBeforeForm, SettleForm
from doudi.payments.models import PaymentRun
from doudi.payments.selectors.paid_before import get_comparison, list_differences
from doudi.payments.services.paid_before import STATES, compare_with_paid, settle_differences
from doudi.registry.views.attempts import attempt

MOST = 500  # differences on the page; what is open, and whose money would stop, comes first


@require_http_methods(["GET", "POST"])
@staff_page("pay.plan")
def compare_run(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = PaidBeforeForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["upload"]
        found = attempt(
            form,
            lambda: compare_with_paid(
                actor=request.viewer, run=run, file_name=file.name, content=file.read()
            ),
        )
        if found is not None:
            return redirect("payments:paid_differences", run.pk)
    return render(request, "payments/runs_compare.html", {"run": run, "form": form})


@require_GET
@staff_page("pay.view")
def show_differences(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    return _page(request, access_run_for_view(request.viewer, payment_run_id), SettleForm())


@require_POST
@staff_page("pay.plan")
def settle(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = SettleForm(request.POST)
    chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit() and len(pk) < 19]  # fmt: skip
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("whole_kind", "cause", "words")}
        done = attempt(
            form,
            lambda: settle_differences(
                actor=request.viewer, run=run, chosen=chosen, on=get_today(), **asked
            ),
        )
        if done is not None:
            messages.success(request, _("已说明%(n)s处。") % {"n": done})
            return redirect("payments:paid_differences", run.pk)
    return _page(request, run, form, chosen)


def _page(
    request: StaffRequest, run: PaymentRun, form: SettleForm, chosen: list[int] | None = None
) -> HttpResponse:
    viewer = request.viewer
    compared = get_comparison(viewer, run)
    programmes = get_rulebook().programmes
    rows = list_differences(viewer, run)
    context = {
        "run": run,
        "form": form,
        "compared": compared,
        "is_stale": compared is not None
        and run.state in STATES
        and compared.plan_digest != run.plan_digest,
        "counts": [(label, compared.counts.get(kind, 0)) for kind, label in KINDS.items()]
        if compared
        else [],
        "rows": [
            (KINDS[d.kind], d, programmes[d.programme].label, REASONS.get(d.reason), CAUSES.get(d.cause))
            for d in rows[:MOST]
        ],
        "more": max(rows.count() - MOST, 0),
        "chosen": chosen or [],
        "may_settle": viewer.may("pay.plan") and run.state != PaymentRun.State.dropped,
        "may_compare": viewer.may("pay.plan") and run.state in STATES,
    }  # fmt: skip
    return render(request, "payments/runs_differences_paid.html", context)
