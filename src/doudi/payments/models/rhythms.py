"""Where banks are far, money comes by the quarter."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField
from doudi.registry.models import Document


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class QuarterlyPlace(models.Model):
    """That a place is paid by the quarter, in its first month: `programme`, or everything that comes monthly ("")."""

    area_code = AreaCodeField()
    programme = models.CharField(_("项目"), max_length=40, blank=True, db_collation="C")
    source = models.CharField(_("依据"), max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # first day no longer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "programme"],
                name="quarterly_once",
                condition=models.Q(valid_to__isnull=True),
            )
        ]
