"""Somebody asks for help: who, through whom, what for, and what they signed."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document, Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Application(models.Model):
    """One request at one window, for whatever programmes may fit. Its cases each follow one procedure.

    `receipt` is the unguessable code that opens the resident's page. `trouble`: keys of `domain/troubles.py`.
    `mandate`: who applies for the person and on what ground ({"name", "relation", "witness", "by_thumbprint"}).
    """

    class State(models.TextChoices):
        draft = "draft", _("草稿")
        submitted = "submitted", _("已提交")
        closed = "closed", _("已办结")

    class Channel(models.TextChoices):
        window = "window", _("窗口")
        village = "village", _("村（社区）代办")
        discovery = "discovery", _("主动发现")
        online = "online", _("网上")
        lead = "lead", _("线索")
        taken_over = "taken_over", _("旧系统接续")

    class Through(models.TextChoices):
        self = "self", _("本人")
        guardian = "guardian", _("监护人")
        relative = "relative", _("亲属")
        village = "village", _("村（居）委会")
        other = "other", _("其他受委托人")

    area_code = AreaCodeField(_("所在村（社区）"))
    accepting_area = AreaCodeField(_("收件单位"))
    number = models.CharField(_("申请编号"), max_length=40, db_collation="C", unique=True)
    receipt = models.CharField(_("回执码"), max_length=24, db_collation="C", unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    channel = models.CharField(_("渠道"), max_length=12, choices=Channel.choices)
    through = models.CharField(_("由谁申请"), max_length=10, choices=Through.choices)
    mandate = models.JSONField(default=dict)
    mandate_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    trouble = models.JSONField(default=list)
    trouble_text = models.CharField(_("遇到的困难"), max_length=500, blank=True)
    applied_on = models.DateField(_("申请日期"))
    pledged_on = models.DateField(_("诚信承诺日期"), null=True)
    pledge_document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.draft)
    draft = models.JSONField(default=dict)  # what the form holds before it is handed in
    opened_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_code", "state"], name="application_by_area")]

    def __str__(self) -> str:
        return self.number


class Consent(models.Model):
    """That an adult member lets the state ask banks and departments, or pledges the truth. Withdrawn by a date, never removed."""

    class Purpose(models.TextChoices):
        cross_check = "cross_check", _("授权核对")
        pledge = "pledge", _("诚信承诺")
        without_application = "without_application", _("同意免申即享")

    class Form(models.TextChoices):
        signature = "signature", _("签名")
        thumbprint = "thumbprint", _("按手印")
        guardian = "guardian", _("监护人代签")
        online = "online", _("网上确认")

    area_code = AreaCodeField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("事项"), max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField(_("是否同意"))
    on = models.DateField(_("签署日期"))
    form = models.CharField(_("方式"), max_length=12, choices=Form.choices)
    signed_by_name = models.CharField(_("代签人"), max_length=100, blank=True)
    witness = models.CharField(_("见证人"), max_length=100, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(_("撤回日期"), null=True)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "purpose"],
                name="one_consent_at_a_time",
                condition=models.Q(withdrawn_on__isnull=True),
            )
        ]


class PapersNotice(models.Model):
    """The one notice of everything that is missing (一次性告知): an application is told once, wholly."""

    area_code = AreaCodeField()
    application = models.OneToOneField(Application, models.PROTECT, related_name="papers_notice")
    items = models.JSONField(default=list)  # [{"zh", "en", "kind": paper | fact | consent, "name"}]
    told_on = models.DateField(_("告知日期"))
    answer_by = models.DateField(_("补正期限"), null=True)
    answered_on = models.DateField(_("补齐日期"), null=True)
    told_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")


class RelativeFlag(models.Model):
    """That a member is a near relative of a civil-affairs worker or a village cadre (近亲属备案): the decider must visit."""

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="relative_flags")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    official_name = models.CharField(_("工作人员或村干部姓名"), max_length=100)
    office = models.CharField(_("单位和职务"), max_length=100)
    relation = models.CharField(_("关系"), max_length=40)
    declared_on = models.DateField(_("备案日期"))
    source = models.CharField(_("由谁说明"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
