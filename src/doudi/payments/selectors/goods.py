"""Goods as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import GoodsList, Handout, StockMove, Store
from doudi.registry.models import Membership


def list_goods_lists(viewer: Viewer) -> QuerySet[GoodsList]:
    done = Count("handouts", filter=Q(handouts__state="handed"))
    rows = GoodsList.objects.select_related("store")
    return in_scope(viewer, rows).annotate(families=Count("handouts"), done=done).order_by("-pk")


def list_stores(viewer: Viewer) -> QuerySet[Store]:
    return in_scope(viewer, Store.objects.order_by("area_code", "name"))


def list_stock(viewer: Viewer) -> list[dict[str, Any]]:
    """What each store has of each thing."""
    rows = in_scope(viewer, StockMove.objects.all()).values(
        "store_id", "store__name", "item", "unit"
    )
    return list(rows.annotate(left=Sum("quantity")).order_by("store__name", "item", "unit"))


def list_moves(viewer: Viewer, store: Store) -> QuerySet[StockMove]:
    rows = in_scope(viewer, StockMove.objects.filter(store=store))
    return rows.select_related("handout__goods_list", "by__account").order_by("-pk")


def list_handouts(viewer: Viewer, goods_list: GoodsList) -> QuerySet[Handout]:
    rows = in_scope(viewer, Handout.objects.filter(goods_list=goods_list))
    return rows.select_related("household")


def list_to_check(viewer: Viewer, on: date) -> QuerySet[Handout]:
    """Handed out, and the day of the look has come."""
    rows = Handout.objects.filter(state="handed", checked_on__isnull=True, check_due__lte=on)
    return in_scope(viewer, rows).select_related("household", "goods_list").order_by("check_due")


def names_of_heads(viewer: Viewer, households: Iterable[int]) -> dict[int, str]:
    """Household → the head's name, to call at the door."""
    rows = Membership.objects.filter(
        household__in=list(households), relation="head", valid_to__isnull=True
    )
    return dict(in_scope(viewer, rows).values_list("household_id", "person__name"))
