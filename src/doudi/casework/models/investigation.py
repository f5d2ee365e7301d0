"""What was looked into: cross-checks, visits, appraisals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document, Evidence, Person


class CrossCheck(models.Model):
    """A request to departments for what they hold on a family, their report, and the applicant's right to object to it (核对)."""

    class State(models.TextChoices):
        asked = "asked", _("已发起")
        reported = "reported", _("已出报告")
        objected = "objected", _("申请人有异议")
        rechecked = "rechecked", _("已复核")

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="cross_checks")
    state = models.CharField(max_length=10, choices=State.choices, default=State.asked)
    asked_on = models.DateField(_("发起日期"))
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField(_("报告日期"), null=True)
    report = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    findings = models.JSONField(default=list)  # [{"person": id, "source", "text", "fact", "value"}]
    told_on = models.DateField(_("告知申请人日期"), null=True)
    told_how = models.CharField(
        _("怎么告知的"), max_length=12, blank=True
    )  # domain/cross_checks.WAYS
    objected_on = models.DateField(_("提出异议日期"), null=True)
    objection = models.CharField(_("异议内容"), max_length=1000, blank=True)
    objection_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    rechecked_on = models.DateField(_("复核日期"), null=True)
    recheck = models.CharField(_("复核结果"), max_length=1000, blank=True)
    recheck_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")


class Visit(models.Model):
    """Two people at a family's home, or one asking a neighbour. Written where it happens; never changed, a correction is another visit.

    `client_id` comes from the phone, so that a visit sent twice is kept once. Places are whole microdegrees (WGS 84).
    `is_late`: the case was closed when it came; somebody of the office says what follows from it (`looked_note`).
    """

    class Kind(models.TextChoices):
        home = "home", _("入户调查")
        neighbour = "neighbour", _("邻里访问")
        spot_check = "spot_check", _("抽查入户")
        decider = "decider", _("审核确认前入户")
        review = "review", _("复核入户")

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="visits")
    client_id = models.UUIDField(unique=True)
    kind = models.CharField(_("方式"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"))
    synced_at = models.DateTimeField()
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    accuracy = models.IntegerField(null=True)  # metres
    place = models.CharField(_("地点说明"), max_length=200, blank=True)
    visitors = models.JSONField(default=list)  # [{"name", "office", "posting": id or null}]
    met = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    met_name = models.CharField(_("受访人"), max_length=100, blank=True)
    nobody_home = models.BooleanField(_("家中无人"), default=False)
    refused = models.BooleanField(_("拒绝配合"), default=False)
    answers = models.JSONField(default=dict)  # keys of domain/visit_form.yaml
    indicators = models.JSONField(default=dict)  # Tekun: eat … bathe → can | cannot | unknown
    remarks = models.CharField(_("情况说明"), max_length=1000, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField(default=False)
    looked_on = models.DateField(_("查看日期"), null=True)
    looked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    looked_note = models.CharField(_("怎么处理"), max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "synced_at"],
                name="late_visit",
                condition=models.Q(is_late=True, looked_on__isnull=True),
            )
        ]


class VisitPaper(models.Model):
    """A photograph or a signature of a visit."""

    class Kind(models.TextChoices):
        photo = "photo", _("照片")
        family = "family", _("家庭成员签名")
        visitor = "visitor", _("调查人签名")

    area_code = AreaCodeField()
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField(null=True)


class Appraisal(models.Model):
    """A panel of villagers says whether what was found is true (民主评议). It votes on facts, never on eligibility."""

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="appraisals")
    on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=200)
    chair = models.CharField(_("主持人"), max_length=100)
    panel = models.JSONField(default=list)  # [{"name", "as"}]
    called = models.IntegerField(_("应到人数"))
    attended = models.IntegerField(_("实到人数"))
    questions = models.JSONField(default=list)  # [{"text", "true", "not_true", "unsure"}]
    minutes = models.TextField(_("记录"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
