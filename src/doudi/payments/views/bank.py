"""Files to the bank: downloaded, handed over, answered; the run closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.payments.access import access_run_for_view
from doudi.payments.access_bank import (
    access_bank_file_for_bank,
    access_return_file_for_view,
    access_run_for_bank,
)
from doudi.payments.forms.bank import ReturnForm
from doudi.payments.job_sight import show_progress, sight_of
from doudi.payments.models import PaymentRun, ReturnFile
from doudi.payments.selectors.bank_files import list_bank_files
from doudi.payments.services.bank_files import download_bank_file
from doudi.payments.services.returns import take_in_return
from doudi.payments.services.sending import close_run, send_run
from doudi.registry.forms.base import DeskForm
from doudi.registry.views.attempts import attempt

State = PaymentRun.State


@require_GET
@staff_page("pay.view")
def show_bank(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    return _page(request, access_run_for_view(request.viewer, payment_run_id))


@require_POST
@staff_page("pay.bank")
def send(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_bank(request.viewer, payment_run_id)
    if run.state in (State.sent, State.closed):  # pressed twice
        return redirect("payments:bank", run.pk)
    form = _plain(request)
    done = attempt(form, lambda: send_run(actor=request.viewer, run=run, on=get_today()))
    if done is None:
        return _page(request, run, form)
    messages.success(request, _("已登记送出，等银行回盘。"))
    return redirect("payments:bank", run.pk)


@require_POST
@staff_page("pay.bank")
def close(request: StaffRequest, payment_run_id: int) -> HttpResponse:
    run = access_run_for_bank(request.viewer, payment_run_id)
    if run.state == State.closed:  # pressed twice
        return redirect("payments:bank", run.pk)
    form = _plain(request)
    done = attempt(form, lambda: close_run(actor=request.viewer, run=run, on=get_today()))
    if done is None:
        return _page(request, run, form)
    messages.success(request, _("已结账。以后的更正记到下一次发放。"))
    return redirect("payments:bank", run.pk)


@require_GET
@staff_page("pay.bank")
def download(request: StaffRequest, bank_file_id: int) -> HttpResponseBase:
    file = access_bank_file_for_bank(request.viewer, bank_file_id)
    content = download_bank_file(actor=request.viewer, bank_file=file)
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=file.file_name,
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@staff_page("pay.bank")
def upload_return(request: StaffRequest, bank_file_id: int) -> HttpResponse:
    file = access_bank_file_for_bank(request.viewer, bank_file_id)
    form = ReturnForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        came = attempt(
            form,
            lambda: take_in_return(
                actor=request.viewer,
                bank_file=file,
                upload=upload,
                file_name=upload.name,
                on=get_today(),
            ),
        )
        if came is not None:
            return redirect("payments:return_file", came.pk)
    return _page(request, file.run, form)


@require_GET
@staff_page("pay.view")
def show_return(request: StaffRequest, return_file_id: int) -> HttpResponse:
    came = access_return_file_for_view(request.viewer, return_file_id)
    context = {"came": came, "run": came.bank_file.run, "sight": sight_of(request.viewer, came.job)}
    is_working = came.state == ReturnFile.State.checking
    return show_progress(request, "payments/bank_return.html", context, is_working=is_working)


def _plain(request: StaffRequest) -> DeskForm:
    form = DeskForm(request.POST)
    form.is_valid()
    return form


def _page(request: StaffRequest, run: PaymentRun, form: DeskForm | None = None) -> HttpResponse:
    sights = list_bank_files(request.viewer, run)
    may = request.viewer.may("pay.bank")
    context = {
        "run": run,
        "files": sights,
        "waiting": sum(s.waiting for s in sights),
        "may_bank": may,
        "may_send": may and run.state == State.approved,
        "may_return": may and run.state in (State.sent, State.closed),
        "may_close": may and run.state == State.sent,
        "faulty": form,
        "form": ReturnForm(),
    }
    return render(request, "payments/bank_run.html", context)
