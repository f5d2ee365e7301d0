"""What is done with a receivable: each a form, one service, and back to its page. And a payment that came back and is not paid again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.award_tables import programme_label
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_recovery import access_line_for_giving_up, access_receivable
from doudi.payments.forms.recovery import (
    FineForm,
    PlanForm,
    ReasonForm,
    RefundForm,
    RepaymentForm,
    SignForm,
    WaiverForm,
)
from doudi.payments.models import Receivable
from doudi.payments.recovery_page import months_of
from doudi.payments.recovery_tables import whose
from doudi.payments.services import receivables, repayments
from doudi.payments.services.giving_up import give_up_line
from doudi.registry.forms.base import DeskForm
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


def _deed(
    request: StaffRequest,
    receivable: Receivable,
    form: DeskForm,
    call: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    done: str,
    hint: str = "",
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if attempt(form, lambda: call(asked) or True) is not None:
            messages.success(request, done)
            return redirect("payments:receivable", receivable.pk)
    context = {
        "form": form,
        "title": title,
        "hint": hint,
        "receivable": receivable,
        "whose": whose(receivable),
        "months": months_of(receivable),
    }
    return render(request, "payments/recovery_form.html", context)


@BOTH
@staff_page("award.sign")
def sign(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "award.sign")  # fmt: skip
    return _deed(
        request,
        receivable,
        SignForm(posted(request)),
        lambda asked: receivables.sign_receivable(
            actor=viewer, receivable=receivable, on=get_today()
        ),
        title=_("审核同意"),
        done=_("已审核。告知书已经拟稿，请核稿、签发、送达。"),
        hint=_("审核以后，这些月份的应发冲回，记作应追回款，并拟好给家庭的告知书。"),
    )


@BOTH
@staff_page("pay.view")
def drop(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer = request.viewer
    permission = "award.sign" if viewer.may("award.sign") else "pay.recover"
    receivable = access_receivable(viewer, receivable_id, permission)
    return _deed(
        request,
        receivable,
        ReasonForm(posted(request)),
        lambda asked: receivables.drop_receivable(
            actor=viewer, receivable=receivable, reason=asked["reason"], on=get_today()
        ),
        title=_("不予追回"),
        done=_("已登记不予追回。"),
    )


@BOTH
@staff_page("pay.recover")
def repay(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "pay.recover")  # fmt: skip
    return _deed(
        request,
        receivable,
        RepaymentForm(posted(request), initial={"on": get_today().isoformat()}),
        lambda asked: repayments.record_repayment(
            actor=viewer, receivable=receivable, today=get_today(), **asked
        ),
        title=_("登记归还"),
        done=_("已登记归还。请把收据交给本人。"),
    )


@BOTH
@staff_page("pay.recover")
def plan(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "pay.recover")  # fmt: skip
    now = {
        "instalment_fen": receivable.instalment_fen,
        "first_due": receivable.first_due and receivable.first_due.isoformat(),
        "may_net": receivable.may_net,
    }
    form = PlanForm(posted(request), initial=now)
    return _deed(
        request,
        receivable,
        form,
        lambda asked: repayments.change_plan(
            actor=viewer, receivable=receivable, plan=form.plan(), on=get_today()
        ),
        title=_("归还计划"),
        done=_("归还计划已改。"),
        hint=_("和家里人商量好再填；改计划不影响已经归还的。"),
    )


@BOTH
@staff_page("award.sign")
def waive(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "award.sign")  # fmt: skip
    return _deed(
        request,
        receivable,
        WaiverForm(posted(request)),
        lambda asked: repayments.waive(
            actor=viewer, receivable=receivable, on=get_today(), **asked
        ),
        title=_("免除"),
        done=_("已免除。请告诉家里人不用再还。"),
    )


@BOTH
@staff_page("fund.manage")
def refund(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "fund.manage")  # fmt: skip
    return _deed(
        request,
        receivable,
        RefundForm(posted(request)),
        lambda asked: repayments.give_to_fund(
            actor=viewer, receivable=receivable, basis=asked["basis"], on=get_today()
        ),
        title=_("归还资金"),
        done=_("追回的钱已回到原来的资金，可以再用。"),
    )


@BOTH
@staff_page("pay.recover")
def fine(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer, receivable = request.viewer, access_receivable(request.viewer, receivable_id, "pay.recover")  # fmt: skip
    return _deed(
        request,
        receivable,
        FineForm(posted(request)),
        lambda asked: repayments.record_fine(
            actor=viewer,
            receivable=receivable,
            amount_fen=asked["fine_fen"],
            by=asked["fine_by"],
            number=asked["fine_number"],
            decided_on=asked["fine_on"],
            on=get_today(),
        ),
        title=_("登记罚款决定"),
        done=_("已登记。罚款不并入应追回款。"),
        hint=_("只登记有权机关已经作出的决定，系统不计算罚款，也不收取。"),
    )


@BOTH
@staff_page("pay.recover")
def give_up(request: StaffRequest, line_id: int) -> HttpResponse:
    viewer = request.viewer
    line = access_line_for_giving_up(viewer, line_id)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form, lambda: give_up_line(actor=viewer, line=line, reason=reason, on=get_today())
        )
        if done is not None:
            messages.success(
                request, _("不再按原样重发，钱已回到资金。还应当发的，下次测算会重新列出。")
            )
            return redirect("payments:too_much_of", line.household_id)
    context = {"form": form, "line": line, "programme": programme_label(line.programme)}
    return render(request, "payments/recovery_give_up.html", context)
