"""Care bought with the care part of awards: who gives it, for whom it was agreed, what was given in a month and confirmed."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.payments.models.goods import Handout
from doudi.registry.models import Document, Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class CareProvider(models.Model):
    """An organisation from which a township or the county buys care. It is paid to an account in its own name."""

    area_code = AreaCodeField()  # of whoever buys
    name = models.CharField(_("服务机构"), max_length=60, db_collation="C")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, db_collation="C")
    entered_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    entered_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "credit_code"], name="care_provider_once")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class CareAgreement(models.Model):
    """That a person chose services instead of money: from `first_month` to `last_month` the component of their award buys hours.

    In these months the component goes to the provider, and only as far as hours are confirmed; two agreements for the same money
    never overlap (constraint of the database). `last_month` before the first: called off before it began. `provider_name`: as it was
    signed; a provider of the county is no row that a township sees. `trusted`: who may confirm where the person cannot.
    """

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="care_agreements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_agreements")
    programme = models.CharField(_("项目"), max_length=40, db_collation="C")
    component = models.CharField(max_length=20, default="care", db_collation="C")
    provider = models.ForeignKey(CareProvider, models.PROTECT, related_name="agreements")
    provider_name = models.CharField(_("服务机构"), max_length=60, db_collation="C")
    hours = models.IntegerField(_("每月安排小时数"))
    hour_fen = models.BigIntegerField(_("每小时价格"))
    first_month = models.DateField(_("起始月"))
    last_month = models.DateField(_("终止月"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    trusted = models.CharField(_("本人信任的确认人"), max_length=40, blank=True)
    entered_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    entered_on = models.DateField()
    end_reason = models.CharField(_("终止原因"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="care_agreement_of_person"),
            models.Index(fields=["area_code", "first_month"], name="care_agreement_by_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=744, hour_fen__gt=0),
                name="care_is_something",
            )
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class CareMonth(models.Model):
    """A month of an agreement: hours planned (as agreed then), delivered (as the provider says), confirmed by the person.

    What is confirmed is paid, at the price of then and no more than the award's part; the rest of that part stays with the fund.
    `confirmed_hours` null: nobody confirmed yet, nothing is paid. Zero needs no paper.
    """

    area_code = AreaCodeField()
    agreement = models.ForeignKey(CareAgreement, models.PROTECT, related_name="months")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_months")
    month = models.DateField(_("月份"))
    hour_fen = models.BigIntegerField(_("每小时价格"))
    hours_planned = models.IntegerField(_("安排小时数"))
    hours_delivered = models.IntegerField(_("服务小时数"))
    delivered_on = models.DateField(_("登记日期"))
    entered_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    confirmed_hours = models.IntegerField(_("确认小时数"), null=True)
    confirmed_on = models.DateField(_("确认日期"), null=True)
    confirmed_by = models.CharField(_("确认人"), max_length=40, blank=True)
    receipt_kind = models.CharField(max_length=10, choices=Handout.Receipt.choices, blank=True)
    receipt = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "month"], name="care_month_once"),
            models.CheckConstraint(
                condition=models.Q(hours_delivered__gte=0, hours_delivered__lte=744)
                & models.Q(hours_planned__gt=0, hour_fen__gt=0),
                name="care_month_of_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_hours__isnull=True, receipt__isnull=True)
                | models.Q(confirmed_hours=0)
                | models.Q(
                    confirmed_hours__gt=0,
                    confirmed_hours__lte=models.F("hours_delivered"),
                    receipt__isnull=False,
                )
                & models.Q(confirmed_hours__lte=models.F("hours_planned")),
                name="care_confirmed_on_paper",
            ),
        ]

    @property
    def cost_fen(self) -> int:
        """Of the confirmed hours, whatever the award's part is."""
        return (self.confirmed_hours or 0) * self.hour_fen
