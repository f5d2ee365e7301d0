"""Where a family's or a person's money goes."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.care import CareProvider
from doudi.payments.models.received import ReceivedFile
from doudi.registry.models import Document, Household, Person

#: That a bank paid to it, which it says of everybody every month, is in the lines; what it refused is history.
CHANGED = pgtrigger.AnyChange(exclude=["is_confirmed"])


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old, condition=CHANGED),
    pghistory.DeleteEvent(row=pghistory.Old),
)
class PayeeAccount(models.Model):
    """A bank account for a household (`person` null), for one person's own money, or of a `provider` of care; one of each is open at a
    time.

    `holder`: the resident whose account it is, null for somebody outside the register (then `agreement` must be there). The number
    is encrypted; `number_index` finds the same account at several people. `is_confirmed`: what a bank's return says of number and
    name; null until one came.
    """

    class Basis(models.TextChoices):
        own = "own", _("本人或家庭成员账户")
        agreement = "agreement", _("经协议由他人代领")
        provider = "provider", _("服务机构账户")

    area_code = AreaCodeField()
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="accounts"
    )  # null: a provider's
    provider = models.ForeignKey(CareProvider, models.PROTECT, null=True, related_name="accounts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accounts")
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    holder_name = models.CharField(_("户名"), max_length=100, db_collation="C")
    bank = models.CharField(_("开户银行"), max_length=40)  # a key of formats/banks.yaml
    number_cipher = models.BinaryField()
    number_index = models.BinaryField()
    number_shown = models.CharField(_("账号"), max_length=40, db_collation="C")
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.own)
    agreement = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(_("银行核对"), null=True)
    refused_because = models.CharField(max_length=200, blank=True)  # the bank's words
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # first day no longer
    entered_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["number_index"], name="account_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                name="one_account_of_a_household",
                condition=models.Q(person__isnull=True, valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person"],
                name="one_account_of_a_person",
                condition=models.Q(person__isnull=False, valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["provider"],
                name="one_account_of_a_provider",
                condition=models.Q(provider__isnull=False, valid_to__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(household__isnull=False, provider__isnull=True)
                | models.Q(
                    household__isnull=True,
                    person__isnull=True,
                    holder__isnull=True,
                    provider__isnull=False,
                ),
                name="account_of_family_or_provider",
            ),
            models.CheckConstraint(
                condition=models.Q(holder__isnull=False)
                | models.Q(provider__isnull=False)
                | models.Q(basis="agreement"),
                name="strangers_account_by_agreement",
            ),
        ]


class AccountList(ReceivedFile):
    """Accounts of many families in one file, as it came: a job records all of them, or says in `problems` what is wrong and records none."""

    class State(models.TextChoices):
        checking = "checking", _("正在核对")
        blocked = "blocked", _("有问题，未登记")
        recorded = "recorded", _("已登记")

    state = models.CharField(max_length=8, choices=State.choices, default=State.checking)
    rows = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)  # that were new or changed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "sha256"],
                name="account_list_at_work_once",
                condition=models.Q(state="checking"),
            )
        ]
