"""Double random inspection: drawn on a page, each inspector's list, what was found."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.access_decisions import access_inspection_for_record
from doudi.casework.forms.decisions import InspectionForm, SpotCheckForm
from doudi.casework.models import Draw
from doudi.casework.selectors.decisions import list_inspections
from doudi.casework.services.double_draws import draw_inspectors
from doudi.casework.services.draws import record_spot_check
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.views.attempts import attempt
from doudi.units.area import AreaLevel, at_level

BOTH = require_http_methods(["GET", "POST"])
PERCENT = 100


@BOTH
@staff_page("case.supervise")
def inspections(request: StaffRequest) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    form = InspectionForm(posted(request), initial={"since": today.replace(month=1, day=1)})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        share = Fraction(asked.pop("share"), PERCENT)
        made = attempt(form, lambda: draw_inspectors(actor=viewer, share=share, on=today, **asked))
        if made is not None:
            messages.success(request, _("已抽取：%(towns)s 个乡镇，%(drawn)s 件。") % {"towns": len(made.pairs), "drawn": len(made.drawn)})  # fmt: skip
            return redirect("casework:inspections")
    context = {
        "form": form,
        "may_draw": at_level(viewer.area_code, AreaLevel.township) is None,
        "draws": [(draw, _by_inspector(draw)) for draw in list_inspections(viewer)],
        "today": today,
    }
    return render(request, "casework/inspections.html", context)


def _by_inspector(draw: Draw) -> list[dict[str, Any]]:
    """One entry for each inspector and township, with the cases that were drawn there."""
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for check in draw.checks.all():
        town = at_level(check.area_code, AreaLevel.township) or check.area_code
        entry = found.setdefault(
            (check.inspector, town), {"inspector": check.inspector, "town": town, "checks": []}
        )
        entry["checks"].append(check)
    return list(found.values())


@BOTH
@staff_page("case.supervise")
def record_inspection(request: StaffRequest, inspection_id: int) -> HttpResponse:
    check = access_inspection_for_record(request.viewer, inspection_id)
    form = SpotCheckForm(posted(request), initial={"on": get_today()})
    if form.is_bound and form.is_valid():
        done = attempt(
            form,
            lambda: record_spot_check(actor=request.viewer, check=check, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, _("检查结果已登记。"))
            return redirect("casework:inspections")
    return render(request, "casework/inspection.html", {"form": form, "check": check})
