"""Files to the bank or the finance bureau, and what comes back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.received import ReceivedFile
from doudi.payments.models.runs import PaymentRun


class BankFile(models.Model):
    """One file of a run: all its lines of one fund and one road. Same lines, same bytes: nothing in it depends on when it was written.

    `programme`: of a roster for the one-card system, which takes each alone; else "".
    """

    area_code = AreaCodeField()
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="bank_files")
    number = models.SmallIntegerField()
    road = models.CharField(max_length=40)  # a key of formats/*.yaml
    fund = models.ForeignKey("payments.Fund", models.PROTECT, related_name="+")
    programme = models.CharField(_("项目"), max_length=40, blank=True, db_collation="C")
    file_name = models.CharField(max_length=100)
    lines = models.IntegerField(_("笔数"))
    amount_fen = models.BigIntegerField(_("金额"))
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="bank_file_number_once")
        ]


class ReturnFile(ReceivedFile):
    """What the bank answered, as it came. `blocked`: something in it is wrong (`problems` names each line) and nothing was posted.

    `job`: what checks and posts it.
    """

    class State(models.TextChoices):
        checking = "checking", _("正在核对")
        blocked = "blocked", _("有问题，未入账")
        posted = "posted", _("已入账")

    bank_file = models.ForeignKey(BankFile, models.PROTECT, related_name="returns")
    state = models.CharField(max_length=8, choices=State.choices)
    paid = models.IntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    failed = models.IntegerField(default=0)
    failed_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            # The same bytes are taken once.
            models.UniqueConstraint(
                fields=["bank_file", "sha256"],
                name="return_taken_once",
                condition=models.Q(state__in=["checking", "posted"]),
            )
        ]
