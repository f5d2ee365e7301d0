"""Providers of bought care: who they are, the account they are paid to, what they earned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_care import (
    access_care_provider_for_account,
    access_care_provider_for_view,
)
from doudi.payments.care_tables import AgreementTable
from doudi.payments.format_book import get_banks
from doudi.payments.forms.care import ProviderAccountForm, ProviderForm
from doudi.payments.selectors import care as selectors
from doudi.payments.services.care_agreements import add_provider, record_provider_account
from doudi.registry.views.attempts import attempt
from doudi.units.dates import Month

BOTH = require_http_methods(["GET", "POST"])
MONTHS = 12  # shown


@require_GET
@staff_page("pay.view")
def show_providers(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    context = {
        "providers": selectors.list_providers_with_people(viewer, get_today()),
        "may_record": viewer.may("pay.account"),
    }
    return render(request, "payments/care_providers.html", context)


@BOTH
@staff_page("pay.account")
def new_provider(request: StaffRequest) -> HttpResponse:
    form = ProviderForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(form, lambda: add_provider(actor=request.viewer, on=get_today(), **asked))
        if made is not None:
            messages.success(request, _("已登记。下一步：登记它的收款账户。"))
            return redirect("payments:care_provider", made.pk)
    return render(request, "payments/care_provider_new.html", {"form": form})


@require_GET
@staff_page("pay.view")
def show_provider(request: StaffRequest, care_provider_id: int) -> HttpResponse:
    viewer, this = request.viewer, Month.from_date(get_today())
    provider = access_care_provider_for_view(viewer, care_provider_id)
    agreements = selectors.list_agreements(viewer).filter(provider=provider)
    sights = selectors.read_care_months(viewer, list(agreements), this - (MONTHS - 1), this)
    months = sorted({s.month for s in sights}, reverse=True)
    account = selectors.get_account_of(viewer, provider)
    banks = get_banks()
    context = {
        "provider": provider,
        "account": account,
        "bank": banks[account.bank].label if account and account.bank in banks else None,
        "months": [
            (m.first_day, str(m), selectors.add_up(s for s in sights if s.month == m))
            for m in months
        ],
        "table": AgreementTable(agreements, request),
        "may_record": viewer.may("pay.account"),
    }
    return render(request, "payments/care_provider.html", context)


@BOTH
@staff_page("pay.account")
def new_account(request: StaffRequest, care_provider_id: int) -> HttpResponse:
    provider = access_care_provider_for_account(request.viewer, care_provider_id)
    form = ProviderAccountForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: record_provider_account(
                actor=request.viewer, provider=provider, on=get_today(), **asked
            ),
        )
        if made is not None:
            messages.success(request, _("账户已登记，从下一批发放起使用。"))
            return redirect("payments:care_provider", provider.pk)
    return render(request, "payments/care_account.html", {"form": form, "provider": provider})
