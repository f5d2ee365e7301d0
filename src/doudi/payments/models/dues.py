"""What is owed for a month. Posted when a run is approved, once; a correction is another row."""

from __future__ import annotations

from django.db import models

from doudi.casework.models import Award
from doudi.foundation.models import AreaCodeField
from doudi.payments.models.receivables import Receivable
from doudi.payments.models.runs import Line
from doudi.registry.models import Household, Person


class Due(models.Model):
    """Beneficiary x programme x month x component x `seq`: a first due has 0, a difference for the same month the next number.

    `occasion`: of what is paid once, its award: two emergencies in a month are two dues. Negative with a `receivable`: what reached
    somebody and was too much; negative with a `line`: what the bank gave back and is not paid again as it was. Months are their
    first days. Append-only.
    """

    area_code = AreaCodeField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="dues_posted")
    receivable = models.ForeignKey(Receivable, models.PROTECT, null=True, related_name="dues")
    award = models.ForeignKey(Award, models.PROTECT, related_name="dues")
    household = models.ForeignKey(Household, models.PROTECT, related_name="dues")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="dues")
    programme = models.CharField(max_length=40, db_collation="C")
    component = models.CharField(max_length=20, default="main", db_collation="C")
    occasion = models.BigIntegerField(default=0)
    month = models.DateField()
    seq = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["line"], name="due_of_line")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "household",
                    "person",
                    "programme",
                    "component",
                    "occasion",
                    "month",
                    "seq",
                ],
                name="due_once",
                nulls_distinct=False,
            ),
            # A person's own month is paid once, whichever household the award was given in.
            models.UniqueConstraint(
                fields=["person", "programme", "component", "occasion", "month", "seq"],
                name="due_once_of_a_person",
                condition=models.Q(person__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0, line__isnull=False, receivable__isnull=True)
                | models.Q(amount_fen__lt=0, line__isnull=True, receivable__isnull=False)
                | models.Q(amount_fen__lt=0, line__isnull=False, receivable__isnull=True),
                name="due_or_correction",
            ),
        ]


class Cover(models.Model):
    """That a household's monthly due counts this person for this month: in one household only.

    `is_released`: the due was wrongly made, and corrected to nothing.
    """

    area_code = AreaCodeField()
    due = models.ForeignKey(Due, models.PROTECT, related_name="covers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    month = models.DateField()
    is_released = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                name="covered_once_in_a_month",
                condition=models.Q(is_released=False),
            )
        ]
