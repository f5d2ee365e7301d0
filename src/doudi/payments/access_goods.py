"""The doors to stores, lists of goods and what one family gets."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import GoodsList, Handout, Store
from doudi.payments.selectors.goods import list_goods_lists


def access_store_for_work(viewer: Viewer, store_id: int) -> Store:
    permit(viewer, "goods.work")
    return there(in_scope(viewer, Store.objects.filter(pk=store_id)).first())


def access_goods_list_for_work(viewer: Viewer, goods_list_id: int) -> GoodsList:
    permit(viewer, "goods.work")
    return there(list_goods_lists(viewer).filter(pk=goods_list_id).first())


def access_handout_for_work(viewer: Viewer, handout_id: int) -> Handout:
    permit(viewer, "goods.work")
    rows = Handout.objects.select_related("goods_list__store", "household", "receipt", "handed_by__account", "checked_by__account")  # fmt: skip
    return there(in_scope(viewer, rows.filter(pk=handout_id)).first())
