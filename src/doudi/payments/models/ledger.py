"""The ledger: double entry, only ever added to. A transfer takes from one account and gives to another, so it cannot be out of balance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.files import BankFile, ReturnFile
from doudi.payments.models.funds import Fund
from doudi.payments.models.receivables import Receivable
from doudi.payments.models.runs import Line, PaymentRun


class Account(models.TextChoices):
    """The accounts of a fund. What each holds by programme, area and line is a sum of transfers."""

    outside = "outside", _("拨入")  # where a fund's money comes from: the only one below zero
    available = "available", _("可用")
    approved = "approved", _("已审核待送")
    sent = "sent", _("银行处理中")
    paid = "paid", _("已到账")
    returned = "returned", _("银行退回")
    receivable = "receivable", _("应追回")
    recovered = "recovered", _("已追回")
    waived = "waived", _("已免除")


#: Which way money may go; the database holds to it.
WAYS = (
    ("outside", "available"),  # a budget is given
    ("available", "outside"),  # … or taken back
    ("available", "approved"),
    ("approved", "sent"),
    ("sent", "paid"),
    ("sent", "returned"),
    ("paid", "returned"),  # the bank first took it, then gave it back
    ("returned", "available"),
    ("paid", "receivable"),
    (
        "receivable",
        "paid",
    ),  # netted: an earlier payment stands for this month's due; or it is given back by the bank after all
    ("receivable", "recovered"),
    ("receivable", "waived"),
    ("recovered", "available"),
)


class LedgerEntry(models.Model):
    """One event that moved money: an approval, a return file, a repayment. Its transfers say what moved."""

    class Kind(models.TextChoices):
        budget = "budget", _("预算")
        approval = "approval", pgettext_lazy("ledger", "审核")
        sending = "sending", _("送银行")
        bank_return = "bank_return", _("回盘")
        late_return = "late_return", _("到账后退回")
        reissue = "reissue", _("退回重发")
        overpayment = "overpayment", _("多发认定")
        recovery = "recovery", _("追回")
        waiver = "waiver", _("免除")
        given_up = "given_up", _("退回不再重发")

    area_code = AreaCodeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="entries")
    bank_file = models.ForeignKey(BankFile, models.PROTECT, null=True, related_name="entries")
    return_file = models.ForeignKey(ReturnFile, models.PROTECT, null=True, related_name="entries")
    basis = models.CharField(_("依据"), max_length=200, blank=True)


class Transfer(models.Model):
    """`amount_fen` leaves account `source` and enters `target`, both of one fund. `line` or `receivable`: whose money it is."""

    area_code = AreaCodeField()
    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="transfers")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="transfers")
    programme = models.CharField(max_length=40, blank=True, db_collation="C")
    month = models.DateField(null=True)  # of the run
    source = models.CharField(max_length=10, choices=Account.choices, db_collation="C")
    target = models.CharField(max_length=10, choices=Account.choices, db_collation="C")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="transfers")
    receivable = models.ForeignKey(Receivable, models.PROTECT, null=True, related_name="transfers")
    amount_fen = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["receivable"],
                name="transfer_of_receivable",
                condition=models.Q(receivable__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0), name="transfer_moves_money"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *(models.Q(source=source, target=target) for source, target in WAYS),
                    _connector=models.Q.OR,
                ),
                name="transfer_goes_a_known_way",
            ),
            # A payment is approved once, sent once, paid once, returned once.
            models.UniqueConstraint(
                fields=["line", "source", "target"],
                name="line_moves_once",
                condition=models.Q(line__isnull=False, receivable__isnull=True),
            ),
        ]
