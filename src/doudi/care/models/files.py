"""A file for each person whom somebody has to look after (一人一档)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.casework.models import Award
from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class CareFile(models.Model):
    """Why somebody is looked after and since when; `award`: the support that made the file, none where somebody who knows the door did.

    One open file for a person: whoever belongs to several groups has the first of them. `due_on` is by when self-care is to be
    assessed next, with `due_for` (keys of domain/assessments.OCCASIONS); null where nothing is due or the place has not said.
    `seen_on`: when a visit last met the person; `visit_due`: by when they are to be seen, null where the place has not said how often.
    """

    class Closed(models.TextChoices):
        died = "died", _("死亡")
        moved = "moved", _("迁出")
        no_need = "no_need", _("不再需要照护")
        mistake = "mistake", _("建档有误")

    area_code = AreaCodeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_files")
    household = models.ForeignKey(Household, models.PROTECT, related_name="care_files")
    group = models.CharField(_("类别"), max_length=20)  # keys of domain/groups.GROUPS
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="care_files")
    opened_on = models.DateField(_("建档日期"))
    opened_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    because = models.CharField(_("建档原因"), max_length=300, blank=True)
    due_on = models.DateField(_("评估期限"), null=True)
    due_for = models.CharField(max_length=10, blank=True)
    seen_on = models.DateField(_("上次见到本人"), null=True)
    visit_due = models.DateField(_("看望期限"), null=True)
    closed_on = models.DateField(_("结档日期"), null=True)
    closed_for = models.CharField(_("结档原因"), max_length=10, choices=Closed.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "due_on"],
                name="care_file_due",
                condition=models.Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["area_code", "visit_due"],
                name="care_visit_due",
                condition=models.Q(closed_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="one_open_care_file",
                condition=models.Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, closed_for="")
                | (models.Q(closed_on__isnull=False) & ~models.Q(closed_for="")),
                name="care_file_closed_for_something",
            ),
        ]
