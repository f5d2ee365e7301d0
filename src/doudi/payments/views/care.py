"""Bought care: everybody's month, whom it could be bought for, one agreement with its months."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.payments.access_care import access_care_for_view
from doudi.payments.care_tables import CareMoneyTable, CareTable, tone_of, word_of
from doudi.payments.forms.care import HoursForm
from doudi.payments.models import CareAgreement
from doudi.payments.selectors import care as selectors
from doudi.payments.services.care_agreements import note_viewed
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

EARLIEST = Month(2000, 1)


def month_asked(request: StaffRequest, otherwise: Month) -> Month:
    try:
        return Month.parse(request.GET.get("month", ""))
    except ProblemsError:
        return otherwise


@require_GET
@staff_page("pay.view")
def show_services(request: StaffRequest) -> HttpResponse:
    """Hours come when a month is over: the page begins with the last one."""
    viewer, this = request.viewer, Month.from_date(get_today())
    month = max(min(month_asked(request, this - 1), this + 12), EARLIEST)
    rows = selectors.agreements_of_month(selectors.list_agreements(viewer), month)
    sights = selectors.read_care_months(
        viewer, list(rows.order_by("area_code", "pk")), month, month
    )
    context = {
        "month": month.first_day,
        "before": str(month - 1),
        "after": str(month + 1) if month < this else "",
        "table": CareTable(sights, request),
        "sums": selectors.add_up(sights),
        "people": len(sights),
        "to_confirm": [
            (m, str(Month.from_date(m)), n) for m, n in selectors.count_to_confirm(viewer)
        ],
        "may_work": viewer.may("goods.work"),
    }
    return render(request, "payments/care_list.html", context)


@require_GET
@staff_page("goods.work")
def choose_person(request: StaffRequest) -> HttpResponse:
    table = CareMoneyTable(selectors.list_care_money(request.viewer, get_today()), request)
    context = {
        "table": table,
        "has_providers": bool(selectors.list_providers_to_buy_from(request.viewer)),
    }
    return render(request, "payments/care_choose.html", context)


@require_GET
@staff_page("pay.view")
def show_agreement(request: StaffRequest, care_agreement_id: int) -> HttpResponse:
    agreement = access_care_for_view(request.viewer, care_agreement_id)
    note_viewed(actor=request.viewer, agreement=agreement)
    return agreement_page(request, agreement)


def agreement_page(
    request: StaffRequest, agreement: CareAgreement, form: HoursForm | None = None
) -> HttpResponse:
    viewer, this = request.viewer, Month.from_date(get_today())
    first = Month.from_date(agreement.first_month)
    sights = selectors.read_care_months(viewer, [agreement], first, this)
    to_enter = [s.month for s in sights if s.care is None]
    if form is None and to_enter:
        wanted = month_asked(request, to_enter[-1])  # the oldest first
        form = HoursForm(months=to_enter, initial={"month": str(wanted)})
    context: dict[str, Any] = {
        "agreement": agreement,
        "sights": [(s, word_of(s), tone_of(s)) for s in sights],
        "sums": selectors.add_up(sights),
        "form": form,
        "has_begun": first <= this,
        "may_work": viewer.may("goods.work"),
        "may_read_papers": viewer.may("document.view"),
        "sees_provider": selectors.list_providers(viewer).filter(pk=agreement.provider_id).exists(),
    }
    return render(request, "payments/care.html", context)
