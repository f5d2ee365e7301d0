"""Funds of the county: everybody who sees payments reads them, finance keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.award_tables import programme_label
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.payments.access import (
    access_fund_for_budget,
    access_fund_for_view,
    access_funding_for_ending,
)
from doudi.payments.format_book import get_formats
from doudi.payments.forms.funds import BudgetForm, FundingForm, NewFundForm
from doudi.payments.fund_tables import MovementTable
from doudi.payments.models import Fund
from doudi.payments.models.ledger import Account
from doudi.payments.pictures import bar
from doudi.payments.selectors.fund_standing import (
    PLACES,
    Standing,
    list_fundings,
    list_movements,
    list_standings,
    standing_of,
)
from doudi.payments.selectors.funds import list_funds
from doudi.payments.services.funds import add_fund, end_funding, give_budget, set_funding
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])
HEADINGS = [(place, dict(Account.choices)[place]) for place in PLACES]


@require_GET
@staff_page("pay.view")
def show_funds(request: StaffRequest) -> HttpResponse:
    standings = list_standings(request.viewer)
    context = {
        "rows": [(s, _places(s), bar(_figures(s))) for s in standings],
        "headings": HEADINGS,
        "may_manage": request.viewer.may("fund.manage"),
    }
    return render(request, "payments/funds_list.html", context)


def _places(standing: Standing) -> list[tuple[str, str, int]]:
    return [(p, label, standing.places[p]) for p, label in HEADINGS]


def _figures(standing: Standing) -> list[tuple[str, int]]:
    return [(f"at-{p}", fen) for p, fen in standing.places.items()]


@BOTH
@staff_page("fund.manage")
def new_fund(request: StaffRequest) -> HttpResponse:
    form = NewFundForm(posted(request))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(form, lambda: add_fund(actor=request.viewer, on=get_today(), **asked))
        if made is not None:
            messages.success(request, _("已登记。下一步：登记预算，再指定它发放哪些项目。"))
            return redirect("payments:fund", made.pk)
    return render(request, "payments/funds_new.html", {"form": form})


@require_GET
@staff_page("pay.view")
def show_fund(request: StaffRequest, fund_id: int) -> HttpResponse:
    return _page(request, access_fund_for_view(request.viewer, fund_id), BudgetForm())


@require_POST
@staff_page("fund.manage")
def budget(request: StaffRequest, fund_id: int) -> HttpResponse:
    fund = access_fund_for_budget(request.viewer, fund_id)
    form = BudgetForm(request.POST)
    if form.is_valid():
        fen, basis = form.fen, form.cleaned_data["basis"]
        done = attempt(
            form,
            lambda: give_budget(
                actor=request.viewer, fund=fund, amount_fen=fen, basis=basis, on=get_today()
            ),
        )
        if done is not None:
            messages.success(request, _("预算已登记。"))
            return redirect("payments:fund", fund.pk)
    return _page(request, fund, form)


def _page(request: StaffRequest, fund: Fund, form: BudgetForm) -> HttpResponse:
    viewer = request.viewer
    standing = standing_of(viewer, fund)
    movements = list_movements(viewer, fund).order_by("-entry__on", "entry__kind", "target")
    fundings = list_fundings(viewer, get_today()).filter(fund=fund)
    context = {
        "fund": fund,
        "standing": standing,
        "places": _places(standing),
        "pieces": bar(_figures(standing)),
        "pays": [(f, programme_label(f.programme)) for f in fundings],
        "table": MovementTable(movements, request),
        "form": form,
        "may_manage": viewer.may("fund.manage"),
    }
    return render(request, "payments/funds_fund.html", context)


@require_GET
@staff_page("pay.view")
def show_fundings(request: StaffRequest) -> HttpResponse:
    """Which fund pays which programme."""
    funds = list(list_funds(request.viewer))
    return _fundings(request, funds, FundingForm(funds=funds, initial={"on": get_today()}))


@require_POST
@staff_page("fund.manage")
def set_one(request: StaffRequest) -> HttpResponse:
    funds = list(list_funds(request.viewer))
    form = FundingForm(request.POST, funds=funds)
    if form.is_valid():
        asked = form.cleaned_data | {"fund": _of(funds, form.cleaned_data["fund"])}
        if attempt(form, lambda: set_funding(actor=request.viewer, **asked)) is not None:
            messages.success(request, _("已设定。"))
            return redirect("payments:fundings")
    return _fundings(request, funds, form)


def _fundings(request: StaffRequest, funds: list[Fund], form: FundingForm) -> HttpResponse:
    roads = get_formats()
    context = {
        "rows": [
            (f, programme_label(f.programme), roads[f.road].label if f.road in roads else None)
            for f in list_fundings(request.viewer, get_today())
        ],
        "form": form,
        "may_manage": request.viewer.may("fund.manage"),
        "has_funds": bool(funds),
    }
    return render(request, "payments/funds_programmes.html", context)


def _of(funds: list[Fund], wanted: int) -> Fund:
    return next(f for f in funds if f.pk == wanted)


@require_POST
@staff_page("fund.manage")
def end(request: StaffRequest, funding_id: int) -> HttpResponse:
    funding = access_funding_for_ending(request.viewer, funding_id)
    end_funding(actor=request.viewer, funding=funding, on=get_today())
    said = _("“%(name)s”今后不再由这笔资金发放。")
    messages.success(request, said % {"name": programme_label(funding.programme).in_(language())})
    return redirect("payments:fundings")
