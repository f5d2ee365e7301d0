"""Accounts: families without a usable one, those of a family, a new one, the whole number, many from a list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_accounts import (
    access_account_for_reveal,
    access_account_list,
    access_household_for_account_view,
    access_household_for_accounts,
)
from doudi.payments.account_tables import FamilyTable
from doudi.payments.domain.reasons import REASONS
from doudi.payments.format_book import get_banks
from doudi.payments.forms.accounts import AccountForm, AccountsFileForm
from doudi.payments.job_sight import show_progress, sight_of
from doudi.payments.models import AccountList, PayeeAccount
from doudi.payments.selectors.accounts import (
    fault_of,
    list_accounts_of,
    list_families_without,
    list_members,
    list_shared_of,
)
from doudi.payments.services.account_import import take_in_accounts
from doudi.payments.services.accounts import record_account, reveal_account
from doudi.registry.forms.reveal import RevealForm
from doudi.registry.models import Household
from doudi.registry.services.documents import check_file, keep_document
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("pay.view")
def show_accounts(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    table = FamilyTable(viewer, list_families_without(viewer, get_today()), request)
    context = {"table": table, "may_record": viewer.may("pay.account")}
    return render(request, "payments/accounts_list.html", context)


@require_GET
@staff_page("pay.view")
def show_household_accounts(request: StaffRequest, household_id: int) -> HttpResponse:
    """A page; for the page of the household, its part."""
    viewer = request.viewer
    household = access_household_for_account_view(viewer, household_id)
    banks, shared = get_banks(), list_shared_of(viewer, household)
    context = {
        "household": household,
        "accounts": [
            (a, banks[a.bank].label if a.bank in banks else None, REASONS.get(fault_of(a, shared)))
            for a in list_accounts_of(viewer, household)
        ],
        "may_record": viewer.may("pay.account") and household.state == Household.State.active,
        "may_read_papers": viewer.may("document.view"),
        "may_reveal": viewer.may("register.reveal"),
        "is_part": bool(request.htmx),  # type: ignore[attr-defined] # the htmx middleware's
    }
    return render(request, "payments/accounts_household.html", context)


@BOTH
@staff_page("pay.account")
def new_account(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_accounts(request.viewer, household_id)
    members = list_members(request.viewer, household)
    form = AccountForm(posted(request), request.FILES or None, members=members)
    if form.is_bound and form.is_valid():
        made = attempt(form, lambda: _record(request, household, form))
        if made is not None:
            messages.success(request, _("账户已登记，从下一批发放起使用。"))
            return redirect("payments:household_accounts", household.pk)
    context = {"form": form, "household": household}
    return render(request, "payments/accounts_new.html", context)


def _record(request: StaffRequest, household: Household, form: AccountForm) -> PayeeAccount:
    asked = dict(form.cleaned_data)
    paper = asked.pop("agreement")
    if paper is not None:
        content = paper.read()
        asked["agreement"] = keep_document(
            actor=request.viewer,
            content=content,
            file_name=paper.name,
            media_type=check_file(content, paper.name),
            title=_("代领协议"),
            household=household,
        )
    return record_account(actor=request.viewer, household=household, on=get_today(), **asked)


@BOTH
@staff_page("register.reveal")
def reveal(request: StaffRequest, payee_account_id: int) -> HttpResponse:
    """First the reason, then the number: on the page that answers the form, and nowhere else."""
    account = access_account_for_reveal(request.viewer, payee_account_id)
    form = RevealForm(posted(request))
    number = None
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        number = attempt(
            form, lambda: reveal_account(actor=request.viewer, account=account, reason=reason)
        )
    context = {"account": account, "form": form, "number": number}
    return render(request, "payments/accounts_reveal.html", context)


@BOTH
@staff_page("pay.account")
def import_list(request: StaffRequest) -> HttpResponse:
    form = AccountsFileForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["upload"]
        taken = attempt(
            form,
            lambda: take_in_accounts(
                actor=request.viewer, upload=upload, file_name=upload.name, on=get_today()
            ),
        )
        if taken is not None:
            return redirect("payments:account_list", taken.pk)
    return render(request, "payments/accounts_import.html", {"form": form})


@require_GET
@staff_page("pay.account")
def show_list(request: StaffRequest, account_list_id: int) -> HttpResponse:
    taken = access_account_list(request.viewer, account_list_id)
    context = {"taken": taken, "sight": sight_of(request.viewer, taken.job)}
    is_working = taken.state == AccountList.State.checking
    return show_progress(request, "payments/accounts_taken.html", context, is_working=is_working)
