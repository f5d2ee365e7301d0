"""A case, its steps and its clocks."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Case(models.Model):
    """One family or person on its way through one procedure. Only `services/transition.py` moves it.

    `state` is a state of the procedure that it began with (`procedure`, `procedure_version`). `next_due` is the earliest
    limit that runs, `next_clock` its name; null: nobody is in time trouble. `last_on`: the day of its last step.
    `waits_until`: the last day on which a waiting period (a public notice) lets nobody go on.
    """

    area_code = AreaCodeField(_("所在村（社区）"))
    accepting_area = AreaCodeField(_("收件单位"))
    number = models.CharField(_("案件编号"), max_length=40, db_collation="C", unique=True)
    application = models.ForeignKey("Application", models.PROTECT, null=True, related_name="cases")
    household = models.ForeignKey(Household, models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases")
    award = models.ForeignKey("Award", models.PROTECT, null=True, related_name="cases")
    campaign = models.ForeignKey("Campaign", models.PROTECT, null=True, related_name="cases")
    procedure = models.CharField(_("程序"), max_length=40, db_collation="C")
    procedure_version = models.CharField(max_length=20, db_collation="C")
    programmes = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(_("环节"), max_length=30, db_collation="C")
    is_open = models.BooleanField(_("在办"), default=True)
    state_since = models.DateField()
    opened_on = models.DateField(_("立案日期"))
    accepted_on = models.DateField(_("受理日期"), null=True)
    decided_on = models.DateField(_("决定日期"), null=True)
    closed_on = models.DateField(_("办结日期"), null=True)
    last_on = models.DateField()
    next_due = models.DateField(_("最近期限"), null=True)
    next_clock = models.CharField(max_length=40, blank=True)
    waits_until = models.DateField(null=True)
    is_provisional = models.BooleanField(
        default=False
    )  # next_due lies in a year without a holiday table
    desk = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="cases_on_desk")
    flags = ArrayField(models.CharField(max_length=40), default=list)  # keys of domain/flags.py
    about = models.JSONField(default=dict)  # what a procedure needs beside: {"emergency_end": …}
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "next_due", "id"],
                name="open_case_by_due",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["next_due", "id", "area_code"],
                name="open_case_by_day",
                condition=models.Q(is_open=True),
            ),
            models.Index(fields=["area_code", "procedure", "state"], name="case_by_state"),
            models.Index(fields=["household"], name="case_of_household"),
        ]

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """One thing that moved a case: who, when, from where to where. Append-only.

    `on` is the day on which it counts, `at` the moment it was written. `data`: what the action's own form said.
    """

    area_code = AreaCodeField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    seq = models.IntegerField()
    action = models.CharField(max_length=40, db_collation="C")
    from_state = models.CharField(max_length=30, db_collation="C", blank=True)
    to_state = models.CharField(max_length=30, db_collation="C")
    on = models.DateField()
    at = models.DateTimeField()
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=32, blank=True)
    note = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="step_once")]


class Clock(models.Model):
    """A period of the law that runs for a case. `limit`: something must be done by `due_on`; `wait`: nothing may be done before
    the day after `due_on`; `shown`: another text's period, told but not counted. `stops`: days on which it stood still, [["2022-09-28", "2022-10-10" or null], …], both inclusive."""

    class Kind(models.TextChoices):
        limit = "limit", _("期限")
        wait = "wait", _("等待期")
        shown = "shown", _("仅供参考")

    area_code = AreaCodeField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    unit = models.CharField(max_length=14)  # working_days | calendar_days
    days = models.IntegerField()
    source = models.CharField(max_length=200, blank=True)  # where the number of days comes from
    started_on = models.DateField()
    stops = models.JSONField(default=list)
    due_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                name="one_clock_runs",
                condition=models.Q(ended_on__isnull=True),
            )
        ]


class NumberSeries(models.Model):
    """The last number that an office gave in a year: of cases, of letters. Row-locked while one is taken: none twice, none left out."""

    area_code = AreaCodeField()
    kind = models.CharField(max_length=40, db_collation="C")
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind", "year"], name="series_once")
        ]
