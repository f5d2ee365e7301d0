"""What is done with bought care: agreed, hours entered, confirmed at the person's door, corrected, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_care import (
    access_award_for_care,
    access_care_for_work,
    access_care_month_for_view,
    access_care_month_for_work,
)
from doudi.payments.care_tables import care_part, tone_of, word_of
from doudi.payments.forms.care import (
    AgreementForm,
    ConfirmationForm,
    CorrectionForm,
    EndForm,
    HoursForm,
)
from doudi.payments.selectors.care import (
    list_providers_to_buy_from,
    months_of,
    read_care_months,
)
from doudi.payments.services.care_agreements import agree_care, end_care
from doudi.payments.services.care_months import confirm_hours, correct_hours, record_hours
from doudi.payments.views.care import agreement_page
from doudi.registry.views.attempts import attempt
from doudi.units.dates import Month

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff_page("goods.work")
def new_agreement(request: StaffRequest, care_award_id: int) -> HttpResponse:
    viewer, this = request.viewer, Month.from_date(get_today())
    award = access_award_for_care(viewer, care_award_id)
    form = AgreementForm(
        posted(request),
        request.FILES or None,
        providers=list_providers_to_buy_from(viewer),
        initial={"first": str(this + 1)},
    )
    if form.is_bound and form.is_valid():
        asked = form.asked()
        made = attempt(form, lambda: agree_care(actor=viewer, award=award, on=get_today(), **asked))
        if made is not None:
            messages.success(
                request, _("已登记。从起始月起，照料护理费不再发钱，按确认的小时付给机构。")
            )
            return redirect("payments:care", made.pk)
    context = {"form": form, "award": award, "part_fen": care_part(award)}
    return render(request, "payments/care_new.html", context)


@require_POST
@staff_page("goods.work")
def deliver(request: StaffRequest, care_agreement_id: int) -> HttpResponse:
    agreement = access_care_for_work(request.viewer, care_agreement_id)
    today = get_today()
    form = HoursForm(
        request.POST,
        months=months_of(agreement, Month.from_date(agreement.first_month), Month.from_date(today)),
    )
    if form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: record_hours(actor=request.viewer, agreement=agreement, on=today, **asked),
        )
        if made is not None:
            if made.confirmed_hours is None:
                messages.success(request, _("已登记。请本人确认以后才会付钱。"))
                return redirect("payments:care_month", made.pk)
            messages.success(request, _("已登记：这个月没有服务，不付钱。"))
            return redirect("payments:care", agreement.pk)
    return agreement_page(request, agreement, form)


@BOTH
@staff_page("pay.view")
def show_month(request: StaffRequest, care_month_id: int) -> HttpResponse:
    """The sheet for the phone at the person's door: what the provider says, and what the person says."""
    viewer = request.viewer
    is_work = request.method == "POST"
    access = access_care_month_for_work if is_work else access_care_month_for_view
    care = access(viewer, care_month_id)
    month = Month.from_date(care.month)
    (sight,) = read_care_months(viewer, [care.agreement], month, month)
    context: dict[str, Any] = {
        "care": care,
        "sight": sight,
        "word": word_of(sight),
        "tone": tone_of(sight),
        "may_work": viewer.may("goods.work"),
        "may_read_papers": viewer.may("document.view"),
    }
    if viewer.may("goods.work") and care.confirmed_hours is None:
        form = ConfirmationForm(
            posted(request),
            request.FILES or None,
            name=care.person.name,
            trusted=care.agreement.trusted,
            initial={"on": get_today().isoformat()},
        )
        if form.is_bound and form.is_valid():
            asked = form.asked()
            done = attempt(form, lambda: confirm_hours(actor=viewer, care=care, **asked))
            if done is not None:
                messages.success(request, _("已确认，下一批发放时付给机构。"))
                return redirect("payments:care_month", care.pk)
        context["form"] = form
    return render(request, "payments/care_month.html", context)


@BOTH
@staff_page("goods.work")
def correct(request: StaffRequest, care_month_id: int) -> HttpResponse:
    care = access_care_month_for_work(request.viewer, care_month_id)
    form = CorrectionForm(posted(request), initial={"hours": care.hours_delivered})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: correct_hours(actor=request.viewer, care=care, on=get_today(), **asked),
        )
        if done is not None:
            messages.success(request, _("已更正，请本人重新确认。"))
            return redirect("payments:care_month", care.pk)
    return render(request, "payments/care_correct.html", {"form": form, "care": care})


@BOTH
@staff_page("goods.work")
def end(request: StaffRequest, care_agreement_id: int) -> HttpResponse:
    agreement = access_care_for_work(request.viewer, care_agreement_id)
    form = EndForm(posted(request), initial={"last": str(Month.from_date(get_today()))})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: end_care(actor=request.viewer, agreement=agreement, on=get_today(), **asked),
        )
        if done is not None:
            messages.success(request, _("已终止。以后的照料护理费按钱发给本人。"))
            return redirect("payments:care", agreement.pk)
    return render(request, "payments/care_end.html", {"form": form, "agreement": agreement})
