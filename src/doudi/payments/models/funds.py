"""Where the money comes from: funds of a county, and which programme each may pay."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Fund(models.Model):
    """One purse. What it has is the sum of its transfers in the ledger; no balance is stored."""

    class Source(models.TextChoices):
        central = "central", _("中央资金")
        province = "province", _("省级资金")
        city = "city", _("市级资金")
        county = "county", _("县级资金")
        lottery = "lottery", _("福利彩票公益金")
        charity = "charity", _("慈善捐赠")

    area_code = AreaCodeField()
    source = models.CharField(_("资金来源"), max_length=10, choices=Source.choices)
    name = models.CharField(_("名称"), max_length=60)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="fund_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Funding(models.Model):
    """That a fund pays a programme, in which order (1 first): the next one is used where the first has not enough."""

    area_code = AreaCodeField()
    programme = models.CharField(_("项目"), max_length=40, db_collation="C")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="fundings")
    order = models.SmallIntegerField(_("使用顺序"), default=1)
    road = models.CharField(_("发放渠道"), max_length=40)  # a key of formats/*.yaml
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "programme", "order"],
                name="one_fund_at_a_place_in_the_order",
                condition=models.Q(valid_to__isnull=True),
            )
        ]
