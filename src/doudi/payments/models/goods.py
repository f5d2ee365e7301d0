"""Help in kind: stores and their stock, lists of who is to get what, what was handed out."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document, Household


class Store(models.Model):
    """A place where goods lie. What it has is the sum of its moves."""

    area_code = AreaCodeField()
    name = models.CharField(_("仓库"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="store_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class GoodsList(models.Model):
    """Who is to get what: so much of one thing from one store for each family, or (`worth_fen`) a voucher each."""

    area_code = AreaCodeField()
    name = models.CharField(_("名称"), max_length=60)
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="lists")
    item = models.CharField(_("物资"), max_length=40)
    unit = models.CharField(_("单位"), max_length=10)
    quantity = models.IntegerField(_("每户数量"))
    worth_fen = models.BigIntegerField(_("每张面值"), null=True)
    check_days = models.IntegerField(_("多少天后回访"), null=True)
    made_on = models.DateField()
    made_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0)
                & (models.Q(worth_fen__isnull=True) | models.Q(worth_fen__gt=0)),
                name="goods_list_gives_something",
            ),
            models.CheckConstraint(
                condition=models.Q(store__isnull=False, worth_fen__isnull=True)
                | models.Q(store__isnull=True, worth_fen__isnull=False),
                name="goods_or_voucher",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Handout(models.Model):
    """What one family of a list gets: handed out once, against a receipt that is kept; looked at again later; a voucher redeemed once."""

    class State(models.TextChoices):
        planned = "planned", _("待发放")
        handed = "handed", _("已发放")
        dropped = "dropped", _("不发放")

    class Receipt(models.TextChoices):
        signature = "signature", _("签名")
        thumbprint = "thumbprint", _("手印")
        photo = "photo", _("现场照片")

    area_code = AreaCodeField()
    goods_list = models.ForeignKey(GoodsList, models.PROTECT, related_name="handouts")
    household = models.ForeignKey(Household, models.PROTECT, related_name="handouts")
    state = models.CharField(max_length=8, choices=State.choices, default=State.planned)
    handed_on = models.DateField(_("发放日期"), null=True)
    handed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    taken_by = models.CharField(_("领取人"), max_length=40, blank=True)
    receipt_kind = models.CharField(max_length=10, choices=Receipt.choices, blank=True)
    receipt = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    voucher = models.CharField(_("券号"), max_length=20, blank=True, db_collation="C")
    redeemed_on = models.DateField(_("兑换日期"), null=True)
    redeemed_at = models.CharField(_("兑换地点"), max_length=60, blank=True)
    check_due = models.DateField(_("回访期限"), null=True)
    checked_on = models.DateField(null=True)
    checked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    is_used = models.BooleanField(_("在使用"), null=True)
    words = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "check_due"],
                name="handout_to_check",
                condition=models.Q(state="handed", checked_on__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["goods_list", "household"], name="once_on_a_list"),
            models.UniqueConstraint(
                fields=["voucher"], name="voucher_once", condition=~models.Q(voucher="")
            ),
            models.CheckConstraint(
                condition=~models.Q(state="handed")
                | models.Q(receipt__isnull=False, handed_on__isnull=False),
                name="handed_out_against_a_receipt",
            ),
        ]


class StockMove(models.Model):
    """So much came in (above zero) or went out. Append-only; the sum of a store's moves of one thing is never below zero."""

    area_code = AreaCodeField()
    store = models.ForeignKey(Store, models.PROTECT, related_name="moves")
    item = models.CharField(_("物资"), max_length=40, db_collation="C")
    unit = models.CharField(_("单位"), max_length=10, db_collation="C")
    quantity = models.IntegerField(_("数量"))
    on = models.DateField(_("日期"))
    at = models.DateTimeField()
    by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    handout = models.OneToOneField(Handout, models.PROTECT, null=True, related_name="move")
    words = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(quantity=0), name="stock_moves")]
