"""Goods: what there is, the lists, a store, what is to be looked at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access_goods import access_goods_list_for_work, access_store_for_work
from doudi.payments.forms.goods import GoodsListForm, MoveForm, StoreForm
from doudi.payments.goods_tables import HandoutTable
from doudi.payments.selectors import goods as selectors
from doudi.payments.services import goods as services
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff_page("goods.work")
def show_goods(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    context = {
        "lists": selectors.list_goods_lists(viewer)[:100],
        "stores": selectors.list_stores(viewer),
        "stock": selectors.list_stock(viewer),
    }
    return render(request, "payments/goods.html", context)


@BOTH
@staff_page("goods.work")
def new_store(request: StaffRequest) -> HttpResponse:
    form = StoreForm(posted(request))
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        made = attempt(form, lambda: services.add_store(actor=request.viewer, name=name))
        if made is not None:
            messages.success(request, _("仓库已登记。下一步：登记入库。"))
            return redirect("payments:store", made.pk)
    return render(request, "payments/goods_form.html", {"form": form, "title": _("登记仓库")})


@BOTH
@staff_page("goods.work")
def show_store(request: StaffRequest, store_id: int) -> HttpResponse:
    viewer = request.viewer
    store = access_store_for_work(viewer, store_id)
    form = MoveForm(posted(request), initial={"on": get_today().isoformat()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(form, lambda: services.move_stock(actor=viewer, store=store, **asked))
        if made is not None:
            messages.success(request, _("已登记。"))
            return redirect("payments:store", store.pk)
    stock = [row for row in selectors.list_stock(viewer) if row["store_id"] == store.pk]
    context = {"store": store, "form": form, "stock": stock, "moves": selectors.list_moves(viewer, store)[:200]}  # fmt: skip
    return render(request, "payments/goods_store.html", context)


@BOTH
@staff_page("goods.work")
def new_list(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    form = GoodsListForm(posted(request), stores=list(selectors.list_stores(viewer)))
    if form.is_bound and form.is_valid():
        made = attempt(
            form,
            lambda: services.make_goods_list(actor=viewer, on=get_today(), **form.asked()),
        )
        if made is not None:
            messages.success(request, _("名单已建立。可以到村里用手机逐户发放。"))
            return redirect("payments:goods_list", made.pk)
    context = {"form": form, "title": _("新的发放名单"), "submit": _("建立名单")}
    return render(request, "payments/goods_form.html", context)


@require_GET
@staff_page("goods.work")
def show_list(request: StaffRequest, goods_list_id: int) -> HttpResponse:
    viewer = request.viewer
    goods_list = access_goods_list_for_work(viewer, goods_list_id)
    services.note_list_viewed(actor=viewer, goods_list=goods_list)
    table = HandoutTable(viewer, selectors.list_handouts(viewer, goods_list), request)
    return render(request, "payments/goods_list.html", {"goods_list": goods_list, "table": table})


@require_GET
@staff_page("goods.work")
def show_checks(request: StaffRequest) -> HttpResponse:
    rows = selectors.list_to_check(request.viewer, get_today())[:200]
    return render(request, "payments/goods_checks.html", {"handouts": rows})
