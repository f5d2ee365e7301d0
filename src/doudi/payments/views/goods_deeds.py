"""What is done with one family's goods: handed out on a phone, dropped, looked at again; a voucher redeemed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_goods import access_handout_for_work
from doudi.payments.forms.goods import CheckForm, DropForm, HandoutForm, VoucherForm
from doudi.payments.models import Handout
from doudi.payments.selectors.goods import names_of_heads
from doudi.payments.services import goods as services
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff_page("goods.work")
def show_handout(request: StaffRequest, handout_id: int) -> HttpResponse:
    """The sheet for the phone: what, for whom, the receipt."""
    viewer = request.viewer
    handout = access_handout_for_work(viewer, handout_id)
    context: dict[str, Any] = {"handout": handout, "goods_list": handout.goods_list}
    context["head"] = names_of_heads(viewer, [handout.household_id]).get(handout.household_id, "")
    if handout.state != Handout.State.planned:
        return render(request, "payments/goods_handout.html", context)
    form = HandoutForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: services.hand_out(
                actor=viewer,
                handout=handout,
                content=asked["receipt"].read(),
                file_name=asked["receipt"].name,
                receipt_kind=asked["receipt_kind"],
                taken_by=asked["taken_by"],
                on=get_today(),
            ),
        )
        if done is not None:
            messages.success(request, _("已发放，签收单已保存。"))
            return redirect("payments:handout", handout.pk)
    return render(request, "payments/goods_handout.html", context | {"form": form})


@BOTH
@staff_page("goods.work")
def drop(request: StaffRequest, handout_id: int) -> HttpResponse:
    handout = access_handout_for_work(request.viewer, handout_id)
    form = DropForm(posted(request))
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        done = attempt(
            form,
            lambda: services.drop_handout(actor=request.viewer, handout=handout, words=words),
        )
        if done is not None:
            return redirect("payments:handout", handout.pk)
    context = {"form": form, "title": _("这一户不发放"), "handout": handout}
    return render(request, "payments/goods_form.html", context)


@BOTH
@staff_page("goods.work")
def check(request: StaffRequest, handout_id: int) -> HttpResponse:
    handout = access_handout_for_work(request.viewer, handout_id)
    form = CheckForm(posted(request), initial={"on": get_today().isoformat()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(
            form,
            lambda: services.check_use(
                actor=request.viewer,
                handout=handout,
                is_used=asked["is_used"] == "yes",
                words=asked["words"],
                on=asked["on"],
            ),
        )
        if done is not None:
            messages.success(request, _("回访已登记。"))
            return redirect("payments:handout", handout.pk)
    context = {"form": form, "title": _("回访"), "handout": handout}
    return render(request, "payments/goods_form.html", context)


@BOTH
@staff_page("goods.work")
def redeem(request: StaffRequest) -> HttpResponse:
    form = VoucherForm(posted(request), initial={"on": get_today().isoformat()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        done = attempt(form, lambda: services.redeem_voucher(actor=request.viewer, **asked))
        if done is not None:
            messages.success(request, _("这张券已兑换，不能再用。"))
            return redirect("payments:handout", done.pk)
    return render(request, "payments/goods_form.html", {"form": form, "title": _("兑换券")})
