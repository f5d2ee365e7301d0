"""Runs: planned by one, signed by two others, then posted and made into files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access import (
    access_run_for_look,
    access_run_for_planning,
    access_run_for_signature,
)
from doudi.payments.forms.runs import DropRunForm, NewRunForm, SignRunForm
from doudi.payments.models import PaymentRun
from doudi.payments.run_page import context_of, part_context_of
from doudi.payments.run_tables import RunTable
from doudi.payments.selectors.runs import has_signed, look_at_runs
from doudi.payments.services.approving import release_run, sign_run
from doudi.payments.services.planning import ask_run, drop_run, replan_run
from doudi.registry.forms.base import DeskForm
from doudi.registry.views.attempts import attempt
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("pay.view")
def show_runs(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    county = at_level(viewer.area_code, AreaLevel.county)
    context = {
        "table": RunTable(viewer, look_at_runs(viewer), request),
        "may_plan": viewer.may("pay.plan"),
        "county": county,
        "place": viewer.area_code,
        "is_part": county is not None and not viewer.sees(county),
    }
    return render(request, "payments/runs_list.html", context)


@BOTH
@staff_page("pay.plan")
def new_run(request: StaffRequest) -> HttpResponse:
    form = NewRunForm(posted(request), initial={"month": f"{Month.from_date(get_today())}"})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(form, lambda: ask_run(actor=request.viewer, on=get_today(), **asked))
        if made is not None:
            return redirect("payments:run", made.pk)
    return render(request, "payments/runs_new.html", {"form": form})


@require_GET
@staff_page("pay.view")
def show_run(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    """The page; asked by htmx, only how far it is, and the whole page again when that is done."""
    run = access_run_for_look(request.viewer, payment_run_id)
    if not request.viewer.sees(run.area_code):
        return render(request, "payments/runs_part.html", part_context_of(request.viewer, run))
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined] # the htmx middleware's
        context = context_of(request.viewer, run)
        answer = render(request, "payments/runs_progress.html", context)
        if not context["is_working"]:
            answer["HX-Refresh"] = "true"
        return answer
    return _page(request, run)


@require_POST
@staff_page("pay.sign")
def sign(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    viewer = request.viewer
    run = access_run_for_signature(viewer, payment_run_id)
    form = SignRunForm(request.POST)
    if form.is_valid():
        digest = form.cleaned_data["digest"]
        if has_signed(viewer, run, digest):  # pressed twice
            return redirect("payments:run", run.pk)
        done = attempt(form, lambda: sign_run(actor=viewer, run=run, digest=digest, on=get_today()))
        if done is not None:
            messages.success(request, _("已审核。"))
            return redirect("payments:run", run.pk)
        run = access_run_for_signature(viewer, payment_run_id)
        if has_signed(viewer, run, digest):
            return redirect("payments:run", run.pk)
    return _page(request, run, sign_form=form)


@require_POST
@staff_page("pay.plan")
def replan(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = DeskForm(request.POST)
    form.is_valid()
    done = attempt(form, lambda: replan_run(actor=request.viewer, run=run, on=get_today()))
    if done is not None:
        messages.success(request, _("正在重新测算，以前的审核不再有效。"))
        return redirect("payments:run", run.pk)
    return _page(request, run, sign_form=form)


@require_POST
@staff_page("pay.plan")
def release(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = DeskForm(request.POST)
    form.is_valid()
    done = attempt(form, lambda: release_run(actor=request.viewer, run=run))
    if done is not None:
        messages.success(request, _("已收回没有入账的部分。"))
        return redirect("payments:run", run.pk)
    return _page(request, run, sign_form=form)


@require_POST
@staff_page("pay.plan")
def drop(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_planning(request.viewer, payment_run_id)
    form = DropRunForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form, lambda: drop_run(actor=request.viewer, run=run, reason=reason, on=get_today())
        )
        if done is not None:
            messages.success(request, _("已放弃，没有发出任何钱。"))
            return redirect("payments:run", run.pk)
    return _page(request, run, drop_form=form)


def _page(
    request: StaffRequest,
    run: PaymentRun,
    *,
    sign_form: DeskForm | None = None,
    drop_form: DropRunForm | None = None,
) -> HttpResponse:
    context = context_of(request.viewer, run) | {
        "sign_form": sign_form,
        "drop_form": drop_form or DropRunForm(),
    }
    return render(request, "payments/runs_run.html", context)
