"""A month's payment: planned, signed by two people, sent, answered by the bank, closed."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.payments.models.accounts import PayeeAccount
from doudi.payments.models.funds import Fund
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class PaymentRun(models.Model):
    """One payment of a county for a month. `number` counts within the month; 1 is the regular one, the others supplementary.

    What two people sign is `plan_digest`: the digest of every line. `totals`: what the pages show of it, written by the plan.
    """

    class Kind(models.TextChoices):
        regular = "regular", _("月度发放")
        supplementary = "supplementary", _("补充发放")

    class State(models.TextChoices):
        planning = "planning", _("正在测算")
        planned = "planned", _("待审核")
        signed_once = "signed_once", _("一人已审核")
        approving = "approving", _("正在生成")
        approved = "approved", _("待送银行")
        sent = "sent", _("已送出，等回盘")
        closed = "closed", _("已结账")
        dropped = "dropped", _("已放弃")

    area_code = AreaCodeField()
    month = models.DateField(_("月份"))
    number = models.SmallIntegerField(_("批次"))
    kind = models.CharField(max_length=14, choices=Kind.choices)
    programmes = models.JSONField(_("项目"), default=list)  # none named: all
    state = models.CharField(max_length=12, choices=State.choices, default=State.planning)
    on = models.DateField()  # the day as of which it was planned
    plan_digest = models.CharField(max_length=64, blank=True)
    totals = models.JSONField(default=dict)
    plan_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    approve_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    approved_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    note = models.CharField(
        max_length=500, blank=True
    )  # why it was dropped, or must be planned again

    OPEN = (State.planning, State.planned, State.signed_once, State.approving)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first_by=models.F("second_by")), name="two_who_sign"
            ),
            models.UniqueConstraint(
                fields=["area_code", "month", "number"], name="run_number_once_in_a_month"
            ),
            # Until its dues are posted, a second plan would count the same months again.
            models.UniqueConstraint(
                fields=["area_code"],
                name="one_unposted_run_at_a_time",
                condition=models.Q(state__in=["planning", "planned", "signed_once", "approving"]),
            ),
            models.UniqueConstraint(
                fields=["area_code", "month"],
                name="one_regular_run_of_a_month",
                condition=models.Q(kind="regular") & ~models.Q(state="dropped"),
            ),
        ]

    @property
    def label(self) -> str:
        return f"{self.month:%Y%m}-{self.number:02}"


class RunPart(models.Model):
    """A township's part of a run: what its lines add up to, and whether its dues are in the ledger."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="parts")
    area_code = AreaCodeField()
    digest = models.CharField(max_length=64)
    lines = models.IntegerField()  # that are to be paid
    amount_fen = models.BigIntegerField()
    is_posted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "area_code"], name="part_of_a_run_once")
        ]


class Line(models.Model):
    """What a run does for one beneficiary, programme and component.

    `state`: planned, held, stopped and overpaid are the plan's; the others what became of a payment. `dues`: the months it pays,
    [{"award", "month", "fen", "seq", "persons"}]; they become rows of `Due` when the second person has signed. `change`: against
    last month. `account`, `payee_name`: fixed by the plan. `number`: of a line that is paid, in the order of the bank file.
    `netted`: [{"receivable", "fund", "fen"}], what of the dues is met by money that was paid too much before; `amount_fen` is the rest.
    """

    class State(models.TextChoices):
        planned = "planned", _("待发放")
        held = "held", _("暂不发放")
        stopped = "stopped", _("已停发")
        overpaid = "overpaid", _("多发待处理")
        approved = "approved", _("已审核")
        sent = "sent", _("已送银行")
        paid = "paid", _("已到账")
        failed = "failed", _("银行退回")

    class Change(models.TextChoices):
        new = "new", pgettext_lazy("payments", "新增")
        changed = "changed", _("金额变动")
        unchanged = "unchanged", _("不变")
        arrears = "arrears", _("只补发以前月份")
        stopped = "stopped", _("停发")
        retried = "retried", _("退回重发")
        service = "service", _("购买服务结算")

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="lines")
    area_code = AreaCodeField()
    number = models.IntegerField(null=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="payment_lines")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="payment_lines")
    programme = models.CharField(_("项目"), max_length=40, db_collation="C")
    component = models.CharField(max_length=20, default="main", db_collation="C")
    occasion = models.BigIntegerField(default=0)  # of what is paid once: its award
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="lines")
    road = models.CharField(max_length=40, blank=True)
    account = models.ForeignKey(PayeeAccount, models.PROTECT, null=True, related_name="lines")
    payee_name = models.CharField(_("户名"), max_length=100, blank=True)
    amount_fen = models.BigIntegerField(_("金额"))  # all months together
    month_fen = models.BigIntegerField()  # of which for the run's month
    before_fen = models.BigIntegerField()  # what last month's due was
    dues = models.JSONField(default=list)
    netted = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.planned)
    change = models.CharField(max_length=9, choices=Change.choices)
    reason = models.CharField(max_length=20, blank=True)  # a key of domain/reasons.py
    detail = models.JSONField(default=dict)  # what the reason's sentence names
    retry_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="retries")
    bank_reason = models.CharField(max_length=200, blank=True)  # of a failed line, the bank's words
    settled_on = models.DateField(null=True)  # paid or failed, by the bank's file

    class Meta:
        indexes = [
            models.Index(fields=["run", "state", "change"], name="line_of_run"),
            models.Index(fields=["household"], name="line_of_household"),
            # Pages of the list, in the order of the bank file; what is not paid comes last.
            models.Index(fields=["run", "number", "id"], name="line_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="line_number_once",
                condition=models.Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["retry_of"],
                name="retried_once",
                condition=models.Q(retry_of__isnull=False)
                & models.Q(state__in=["approved", "sent", "paid", "failed"]),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=0), name="line_is_not_negative"
            ),
        ]
