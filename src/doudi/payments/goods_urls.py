"""Goods: stores, lists, handing out, vouchers, looking again."""

from django.urls import path

from doudi.payments.views import goods, goods_deeds

ONE = "goods/handouts/<int:handout_id>/"
urlpatterns = [
    path("goods/", goods.show_goods, name="goods"),
    path("goods/new/", goods.new_list, name="new_goods_list"),
    path("goods/vouchers/", goods_deeds.redeem, name="redeem_voucher"),
    path("goods/checks/", goods.show_checks, name="goods_checks"),
    path("goods/stores/new/", goods.new_store, name="new_store"),
    path("goods/stores/<int:store_id>/", goods.show_store, name="store"),
    path("goods/lists/<int:goods_list_id>/", goods.show_list, name="goods_list"),
    path(ONE, goods_deeds.show_handout, name="handout"),
    path(f"{ONE}drop/", goods_deeds.drop, name="drop_handout"),
    path(f"{ONE}check/", goods_deeds.check, name="check_handout"),
]
