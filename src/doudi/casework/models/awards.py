"""What a decision gives: to whom, how much, from which month."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Award(models.Model):
    """One programme for one household or person, from a month on, as one decision gave it. Months are their first days.

    `given_by` is the decision, or `campaign` the raise of a standard that two people signed for all. A change of amount ends this row with the month before and begins another; nothing is overwritten but the end.
    `amount_fen` is per month, or the whole of a one-off (`period`); null where the programme gives no money. `parts`: what it is
    the sum of, where the law names parts that may go to different hands.
    """

    class Period(models.TextChoices):
        month = "month", _("按月")
        once = "once", _("一次性")
        year = "year", _("按年")

    class State(models.TextChoices):
        active = "active", _("在享")
        gradual_exit = "gradual_exit", _("渐退期")
        suspended = "suspended", _("暂停")
        ended = "ended", _("已终止")

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="awards")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="awards")
    programme = models.CharField(_("项目"), max_length=40, db_collation="C")
    outcome = models.CharField(
        max_length=10
    )  # money | status | referral | service | estimate | register
    period = models.CharField(max_length=6, choices=Period.choices, default=Period.month)
    amount_fen = models.BigIntegerField(null=True)
    parts = models.JSONField(
        default=dict
    )  # where it goes different ways: {"basic": fen, "care": fen}
    members = models.IntegerField(_("人数"), null=True)
    from_month = models.DateField(_("起始月"))
    until_month = models.DateField(_("终止月"), null=True)  # the last month paid
    review_due = models.DateField(_("复核期限"), null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.active)
    given_by = models.ForeignKey("Decision", models.PROTECT, null=True, related_name="awards")
    ended_by = models.ForeignKey("Decision", models.PROTECT, null=True, related_name="ended_awards")
    campaign = models.ForeignKey("Campaign", models.PROTECT, null=True, related_name="awards")
    taken_over = models.ForeignKey("TakeoverRow", models.PROTECT, null=True, related_name="awards")
    paid_through = models.DateField(
        null=True
    )  # taken over: the last month that the old system paid
    end_reason = models.CharField(max_length=40, blank=True)  # keys of domain/end_reasons.py

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "programme", "state"], name="award_by_area"),
            models.Index(fields=["household"], name="award_of_household"),
            models.Index(
                fields=["area_code", "review_due"],
                name="award_to_review",
                condition=~models.Q(state="ended"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"],
                name="one_household_award",
                condition=models.Q(person__isnull=True, period="month") & ~models.Q(state="ended"),
            ),
            models.UniqueConstraint(
                fields=["person", "programme"],
                name="one_person_award",
                condition=models.Q(person__isnull=False, period="month") & ~models.Q(state="ended"),
            ),
            models.UniqueConstraint(
                fields=["campaign", "household", "person"],
                name="once_in_a_campaign",
                condition=models.Q(period="once", campaign__isnull=False),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen__isnull=True) | models.Q(amount_fen__gte=0),
                name="award_is_not_negative",
            ),
        ]


class Hold(models.Model):
    """A named officer holds an award's payment on a ground (缓发). The family is told; it ends by itself unless renewed."""

    area_code = AreaCodeField()
    award = models.ForeignKey(Award, models.PROTECT, related_name="holds")
    lead = models.ForeignKey("Lead", models.PROTECT, null=True, related_name="holds")
    ground = models.CharField(_("理由"), max_length=500)
    from_month = models.DateField()
    until_month = models.DateField()  # the last month held
    signed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField()
    told_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    lifted_because = models.CharField(max_length=500, blank=True)
