"""Lists from other departments compared with applicants and recipients. A match is a lead: it changes nothing by itself."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.casework.models.awards import Award
from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.registry.models import Document, Household, Person


class ListFile(models.Model):
    """One file from one department: deaths, cremations, hukou, pensions, vehicles."""

    class State(models.TextChoices):
        uploaded = "uploaded", _("待比对")
        comparing = "comparing", _("正在比对")
        compared = "compared", _("已比对")
        refused = "refused", _("不能比对")

    area_code = AreaCodeField()
    kind = models.CharField(_("名单"), max_length=30, db_collation="C")  # keys of domain/lists.yaml
    source = models.CharField(_("来源单位"), max_length=100)
    received_on = models.DateField(_("收到日期"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.uploaded)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    faults = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Lead(models.Model):
    """Something that may be so, for a person to verify by a day. `found`: what the list says, without whole numbers."""

    class State(models.TextChoices):
        open = "open", _("待核实")
        verified = "verified", _("已核实")

    class Outcome(models.TextChoices):
        true = "true", _("属实")
        untrue = "untrue", _("不属实")
        outdated = "outdated", _("已过时")
        wrong_person = "wrong_person", _("不是同一人")

    area_code = AreaCodeField()
    list_file = models.ForeignKey(ListFile, models.PROTECT, null=True, related_name="leads")
    kind = models.CharField(max_length=30, db_collation="C")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leads")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="leads")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="leads")
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="leads")
    found = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.open)
    raised_on = models.DateField()
    due_on = models.DateField(null=True)
    desk = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="leads_on_desk")
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    asked = models.CharField(_("问了谁"), max_length=200, blank=True)
    heard_on = models.DateField(_("听取本人（家属）意见的日期"), null=True)
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area_code", "state", "due_on"], name="lead_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["list_file", "person", "kind"], name="lead_once_from_a_list"
            )
        ]
