"""The month's money: tables with their identities checked, pictures, files; and each run's books against each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.award_tables import programme_label
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.tables import Table
from doudi.foundation.templatetags.doudi import area_name, language, month
from doudi.payments.forms.reports import MonthForm
from doudi.payments.report_tables import TABLES
from doudi.payments.selectors.money_reports import (
    list_fund_rows,
    list_once_rows,
    list_paid_rows,
    total_of_funds,
    total_of_paid,
)
from doudi.payments.selectors.month_sums import (
    Place,
    add_up,
    list_month_sums,
    list_paid_months,
    township_of,
)
from doudi.payments.selectors.reconciliation import list_posted_runs, newest_month, reconcile
from doudi.units.dates import Month
from doudi.units.text import Text

WIDTH = 100


@require_GET
@staff_page("pay.view")
def show_reports(request: StaffRequest) -> HttpResponse:
    form, asked = _asked(request)
    places = list_month_sums(request.viewer, asked.first_day)
    tables = _tables(request, asked, places)
    context = {
        "form": form,
        "month": asked,
        "tables": tables.items(),
        "gap_fen": sum(abs(row.sums.gap) for row in tables["t03"]._rows if row.programme)
        + sum(abs(row.gap) for row in tables["t14"]._rows if row.name),
        "charts": _charts(request, asked, places),
    }
    return render(request, "payments/reports.html", context)


@require_GET
@staff_page("pay.view")
def download_report(request: StaffRequest, report: str) -> HttpResponse:
    if report not in TABLES:
        raise Http404
    _form, asked = _asked(request)
    places = list_month_sums(request.viewer, asked.first_day)
    return _tables(request, asked, places)[report].to_xlsx(request.viewer)


@require_GET
@staff_page("pay.view")
def show_reconciliation(request: StaffRequest) -> HttpResponse:
    form, asked = _asked(request)
    runs = list_posted_runs(request.viewer, asked.first_day)
    context = {"form": form, "month": asked, "found": [reconcile(request.viewer, r) for r in runs]}
    return render(request, "payments/reconciliation.html", context)


def _asked(request: StaffRequest) -> tuple[MonthForm, Month]:
    """The month of the address; else the last in which a run was posted."""
    newest = newest_month(request.viewer) or get_today()
    form = MonthForm(request.GET if request.GET.get("month") else {"month": f"{newest:%Y-%m}"})
    asked = form.cleaned_data["month"] if form.is_valid() else Month.from_date(newest)
    return form, asked


def _tables(request: StaffRequest, asked: Month, places: list[Place]) -> dict[str, Table]:
    paid, funds = list_paid_rows(places), list_fund_rows(request.viewer, asked)
    rows: dict[str, list[Any]] = {
        "t03": [*paid, total_of_paid(paid)] if len(paid) > 1 else paid,
        "t14": [*funds, total_of_funds(funds)] if len(funds) > 1 else funds,
        "t16": list_once_rows(request.viewer, asked.first_day),
    }
    tables = {name: TABLES[name](rows[name], request) for name in TABLES}
    for table in tables.values():  # a file that is handed on says which month it is of
        zh, en = table.caption.zh, table.caption.en
        table.caption = Text(f"{zh} {asked.format('zh')}", f"{en} {asked.format('en')}")
    return tables


def _charts(request: StaffRequest, asked: Month, places: list[Place]) -> list[dict[str, Any]]:
    lang = language()
    months = list_paid_months(request.viewer, asked.first_day)
    programmes = add_up(places, lambda p: p.programme)
    towns = add_up(places, township_of)
    return [
        _chart("by_month", [(month(m), fen) for m, fen in months]),
        _chart(
            "by_programme",
            [(programme_label(p).in_(lang), sums.paid) for p, sums in programmes.items()],
        ),
        _chart("by_township", [(area_name(t), sums.paid) for t, sums in towns.items()]),
    ]


def _chart(name: str, rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Each with the width of its bar, the largest being whole."""
    found = list(rows)
    most = max((fen for _label, fen in found), default=0) or 1
    bars = [(label, fen, max(fen * WIDTH // most, 1) if fen > 0 else 0) for label, fen in found]
    return {"name": name, "bars": bars}
