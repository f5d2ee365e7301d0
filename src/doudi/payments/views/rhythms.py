"""Places that are paid by the quarter: the list, a new one, back to monthly."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.award_tables import programme_label
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.staff import list_area_choices
from doudi.foundation.templatetags.doudi import language
from doudi.payments.access_rhythms import access_quarterly_for_ending
from doudi.payments.forms.rhythms import MonthlyForm, QuarterlyForm
from doudi.payments.selectors.rhythms import list_quarterly
from doudi.payments.services.rhythms import pay_monthly, pay_quarterly
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("pay.view")
def show_quarterly(request: StaffRequest) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    context = {
        "places": [
            (p, programme_label(p.programme) if p.programme else None, viewer.sees(p.area_code))
            for p in list_quarterly(viewer)
        ],
        "today": today,
        "may_plan": viewer.may("pay.plan"),
        "may_read_papers": viewer.may("document.view"),
    }
    return render(request, "payments/rhythms_list.html", context)


@BOTH
@staff_page("pay.plan")
def new_quarterly(request: StaffRequest) -> HttpResponse:
    areas = [(code, name) for code, name in list_area_choices(request.viewer, language()) if code]
    form = QuarterlyForm(
        posted(request), request.FILES or None, areas=areas, initial={"on": get_today().isoformat()}
    )
    if form.is_bound and form.is_valid():
        asked = form.asked()
        if attempt(form, lambda: pay_quarterly(actor=request.viewer, **asked)) is not None:
            messages.success(request, _("已设定。每季第一个月的月度发放一并发三个月。"))
            return redirect("payments:quarterly")
    return render(request, "payments/rhythms_new.html", {"form": form})


@BOTH
@staff_page("pay.plan")
def end(request: StaffRequest, quarterly_id: int) -> HttpResponse:
    place = access_quarterly_for_ending(request.viewer, quarterly_id)
    form = MonthlyForm(posted(request), initial={"on": get_today().isoformat()})
    if form.is_bound and form.is_valid():
        on = form.cleaned_data["on"]
        done = attempt(form, lambda: pay_monthly(actor=request.viewer, place=place, on=on))
        if done is not None:
            messages.success(request, _("已设定。提前发过的月份不再发，也不算多发。"))
            return redirect("payments:quarterly")
    label = programme_label(place.programme) if place.programme else None
    context = {"form": form, "place": place, "label": label}
    return render(request, "payments/rhythms_end.html", context)
