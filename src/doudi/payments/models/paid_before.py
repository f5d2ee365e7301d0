"""Taking over: a planned run beside the file that was really paid last, and each difference with its explanation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.runs import PaymentRun
from doudi.registry.models import Household


class PaidBefore(models.Model):
    """The last comparison of a run. `plan_digest`: of the plan that was compared; another one must be compared again."""

    area_code = AreaCodeField()
    run = models.OneToOneField(PaymentRun, models.PROTECT, related_name="paid_before")
    file_name = models.CharField(max_length=200)
    plan_digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)  # kind → how many
    there_fen = models.BigIntegerField()
    here_fen = models.BigIntegerField()
    problems = models.JSONField(default=list)  # rows that could not be read
    compared_on = models.DateField()
    compared_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")


class PaidDifference(models.Model):
    """`kind`: a key of domain/paid_before.py KINDS; `reason`: why the run does not pay it; `cause` (of CAUSES): open while it is ""."""

    area_code = AreaCodeField()
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="paid_differences")
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    programme = models.CharField(_("项目"), max_length=40, db_collation="C")
    there_fen = models.BigIntegerField()
    here_fen = models.BigIntegerField()
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    row = models.IntegerField(null=True)  # of the file
    reason = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "cause", "kind"], name="difference_of_run")]
