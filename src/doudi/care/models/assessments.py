"""What somebody can still do alone: reports of a change, assessments by two, what the person says of the result."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.care.domain.assessments import OCCASIONS, level_words
from doudi.care.models.files import CareFile
from doudi.casework.domain.visit_form import INDICATOR_ANSWERS, get_indicators
from doudi.casework.models import Case
from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document, Evidence
from doudi.units.text import Text


class ConditionReport(models.Model):
    """A village, a home or the family says that somebody's condition has changed. An assessment answers it."""

    area_code = AreaCodeField()
    file = models.ForeignKey(CareFile, models.PROTECT, related_name="reports")
    on = models.DateField(_("报告日期"))
    words = models.CharField(_("有什么变化"), max_length=500)
    due_on = models.DateField(_("评估期限"))
    reported_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(
        "Assessment", models.PROTECT, null=True, related_name="answered_reports"
    )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Assessment(models.Model):
    """The six indicators as two people saw them on a day. What was seen is never changed; a correction is another assessment.

    `least` and `most`: how many indicators are not reached, what was not clear counted as reached and as not. `level`: "" where
    that decides it. `before`: the level that the register gave on the day before. `review`: the review of the award that a moved
    level opened. `client_id` comes from the page, so that what is sent twice is kept once.
    """

    area_code = AreaCodeField()
    file = models.ForeignKey(CareFile, models.PROTECT, related_name="assessments")
    client_id = models.UUIDField(unique=True)
    occasion = models.CharField(
        _("评估原因"), max_length=10
    )  # keys of domain/assessments.OCCASIONS
    on = models.DateField(_("评估日期"))
    place = models.CharField(_("地点"), max_length=200, blank=True)
    assessors = models.JSONField(default=list)  # [{"name", "office"}]
    indicators = models.JSONField(default=dict)  # eat … bathe → can | cannot | unknown
    remarks = models.CharField(_("情况说明"), max_length=500, blank=True)
    least = models.SmallIntegerField()
    most = models.SmallIntegerField()
    level = models.CharField(max_length=20, blank=True)  # keys of casework.domain.indicators.LEVELS
    before = models.CharField(max_length=20, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(Case, models.PROTECT, null=True, related_name="assessments")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    told_on = models.DateField(_("告知日期"), null=True)
    told_how = models.CharField(_("怎么告知的"), max_length=12, blank=True)
    objected_on = models.DateField(_("提出异议日期"), null=True)
    objection = models.CharField(_("异议内容"), max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["file", "-on"], name="assessments_of_a_file")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least__gte=0, least__lte=models.F("most"), most__lte=6),
                name="indicators_not_reached",
            ),
            models.CheckConstraint(
                condition=models.Q(objected_on__isnull=True) | models.Q(told_on__isnull=False),
                name="told_before_an_objection",
            ),
        ]

    @property
    def because(self) -> Text:
        return OCCASIONS[self.occasion]

    @property
    def words(self) -> Text:
        """The level."""
        return level_words(self.level)

    @property
    def seen(self) -> list[tuple[Text, Text, str]]:
        """Of each indicator its label, the answer in words, and the answer itself."""
        answers = [(i.label, self.indicators[i.name]) for i in get_indicators()]
        return [(label, INDICATOR_ANSWERS[answer], answer) for label, answer in answers]


class AssessmentPaper(models.Model):
    """A photograph of the assessment, or of the signed form."""

    class Kind(models.TextChoices):
        photo = "photo", _("照片")
        signed = "signed", _("签名")

    area_code = AreaCodeField()
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
