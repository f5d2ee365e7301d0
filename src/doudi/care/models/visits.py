"""Visits to the people who are looked after, and what follows from them."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.care.models.assessments import ConditionReport
from doudi.care.models.files import CareFile
from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document


class CareVisit(models.Model):
    """Somebody went to see the person. Never changed: a correction is another visit.

    `client_id` comes from the page, so that what is sent twice is kept once. Places are whole microdegrees (WGS 84), or words.
    `report`: the report of a change that this visit made.
    """

    area_code = AreaCodeField()
    file = models.ForeignKey(CareFile, models.PROTECT, related_name="visits")
    client_id = models.UUIDField(unique=True)
    kind = models.CharField(_("谁去的"), max_length=10)  # keys of domain/visits.KINDS
    visitor = models.CharField(_("看望人"), max_length=50)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"))
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    accuracy = models.IntegerField(null=True)  # metres
    place = models.CharField(_("地点"), max_length=200, blank=True)
    outcome = models.CharField(_("见到人了吗"), max_length=12)  # keys of domain/visits.OUTCOMES
    met_name = models.CharField(_("见到了谁"), max_length=100, blank=True)
    answers = models.JSONField(default=dict)  # food … requests → fine | not_fine | not_seen
    notes = models.JSONField(default=dict)  # food … requests → a few words
    change = models.CharField(_("六项自理能力的变化"), max_length=500, blank=True)
    own_word = models.CharField(_("本人的话"), max_length=500, blank=True)
    remarks = models.CharField(_("其他情况"), max_length=500, blank=True)
    report = models.ForeignKey(ConditionReport, models.PROTECT, null=True, related_name="visits")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["file", "-at"], name="visits_of_a_care_file")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(place="")
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="a_care_visit_has_a_place",
            ),
        ]


class CareVisitPhoto(models.Model):
    """A photograph of a visit."""

    area_code = AreaCodeField()
    visit = models.ForeignKey(CareVisit, models.PROTECT, related_name="photos")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class FollowUp(models.Model):
    """Something that was not fine and that somebody sees to. Done only when somebody says what was done, never by itself.

    `about`: a question of domain/care_visit_form.yaml, or "change" where a change could not be reported because the place has not
    said within how many days it is answered. `due_on` null: the place has not said.
    """

    class Owner(models.TextChoices):
        village = "village", _("村（社区）")
        township = "township", _("乡镇（街道）")

    area_code = AreaCodeField()
    visit = models.ForeignKey(CareVisit, models.PROTECT, related_name="follow_ups")
    about = models.CharField(max_length=20)
    words = models.CharField(_("什么情况"), max_length=500)
    owner = models.CharField(_("谁跟进"), max_length=10, choices=Owner.choices)
    due_on = models.DateField(_("期限"), null=True)
    done_on = models.DateField(_("完成日期"), null=True)
    done_words = models.CharField(_("怎么解决的"), max_length=500, blank=True)
    done_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "due_on"],
                name="open_follow_ups",
                condition=models.Q(done_on__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True, done_words="")
                | (models.Q(done_on__isnull=False) & ~models.Q(done_words="")),
                name="done_with_words",
            ),
        ]
