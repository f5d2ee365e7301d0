"""What was paid and not owed, and how it comes back."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.casework.models import Award, Decision, Letter
from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.care import CareProvider
from doudi.payments.models.funds import Fund
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Receivable(models.Model):
    """Months that a person decided were paid too much, from whom they are to come back, by which plan.

    `months`: [{"month", "component", "fen", "line", "award"}], each a payment that really went out. What is still owed is a balance of
    the ledger. `fine_*`: what another authority decided beside it; never a debt here. `may_net`: the person agreed in writing.
    `provider`: that got it for care and gives it back; then the family owes nothing.
    """

    class Ground(models.TextChoices):
        death = "death", _("死亡后继续发放")
        change = "change", _("情况变化未及时调整")
        office = "office", _("工作差错")
        concealed = "concealed", _("隐瞒或者虚报")

    class State(models.TextChoices):
        proposed = "proposed", _("待审核")
        open = "open", _("追回中")
        settled = "settled", _("已结清")
        waived = "waived", _("已免除")
        dropped = "dropped", _("不予追回")

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="receivables")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="receivables")
    provider = models.ForeignKey(
        CareProvider, models.PROTECT, null=True, related_name="receivables"
    )
    award = models.ForeignKey(Award, models.PROTECT, related_name="receivables")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    programme = models.CharField(max_length=40, db_collation="C")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField(_("金额"))
    months = models.JSONField(default=list)
    ground = models.CharField(_("原因"), max_length=10, choices=Ground.choices)
    words = models.CharField(_("说明"), max_length=500)
    instalment_fen = models.BigIntegerField(_("每期归还"), null=True)
    first_due = models.DateField(_("首期"), null=True)
    may_net = models.BooleanField(_("同意从以后发放中抵扣"), default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.proposed)
    proposed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    proposed_on = models.DateField()
    signed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    told_on = models.DateField(_("告知日期"), null=True)  # the letter was served
    closed_because = models.CharField(_("理由"), max_length=500, blank=True)  # waived or dropped
    closed_basis = models.CharField(_("依据"), max_length=200, blank=True)
    closed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    fine_fen = models.BigIntegerField(_("罚款"), null=True)
    fine_by = models.CharField(_("作出罚款决定的机关"), max_length=100, blank=True)
    fine_number = models.CharField(_("决定书文号"), max_length=100, blank=True)
    fine_on = models.DateField(_("决定日期"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="receivable_is_money")
        ]
