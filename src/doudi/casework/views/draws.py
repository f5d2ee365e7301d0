"""The page for drawing cases that the decider visits, and for what the visits found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.access_decisions import access_draw_for_view, access_spot_check_for_record
from doudi.casework.domain.draws import lot
from doudi.casework.forms.decisions import SpotCheckForm
from doudi.casework.selectors.decisions import get_checking_visit, list_draws, list_spot_checks
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.forms.base import DeskForm
from doudi.units.text import ProblemsError

SHOWN = 100


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def draws(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    form = DeskForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = draw_spot_checks(actor=viewer, area=viewer.area_code, on=get_today())
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            drawn = sum(len(d.drawn) for d in made)
            among = sum(len(d.population) for d in made)
            messages.success(request, _("从 %(among)s 件中抽出 %(drawn)s 件。") % {"among": among, "drawn": drawn})  # fmt: skip
            return redirect("casework:draws")
    checks = list(list_spot_checks(viewer)[:SHOWN])
    return render(
        request,
        "casework/draws_list.html",
        {
            "form": form,
            "waiting": [c for c in checks if c.done_on is None],
            "done": [c for c in checks if c.done_on is not None],
            "draws": list_draws(viewer),
            "today": get_today(),
        },
    )


@require_GET
@staff_page("case.view")
def show_draw(request: StaffRequest, draw_id: int) -> HttpResponse:
    """The record, with every lot: anybody can draw again."""
    draw = access_draw_for_view(request.viewer, draw_id)
    lots = sorted((lot(draw.seed, pk), pk, pk in draw.drawn) for pk in draw.population)
    return render(request, "casework/draws_record.html", {"draw": draw, "lots": lots})


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def record_check(request: StaffRequest, check_id: int) -> HttpResponse:
    viewer = request.viewer
    check = access_spot_check_for_record(viewer, check_id)
    visit = get_checking_visit(viewer, check)
    form = SpotCheckForm(posted(request), initial={"on": visit.on if visit else get_today()})
    if form.is_bound and form.is_valid():
        try:
            record_spot_check(actor=viewer, check=check, visit=visit, **form.cleaned_data)
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("抽查结果已登记。"))
            return redirect("casework:draws")
    return render(
        request, "casework/draws_check.html", {"form": form, "check": check, "visit": visit}
    )
