"""What hangs on the village's board, and what people say against it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting
from doudi.registry.models import Document


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Notice(models.Model):
    """A public notice (公示) or standing publication. `shown` holds the allow-listed fields and nothing else; a public page shows
    exactly that, from `posted_on` to `expires_on`. The posting day is day 0; `last_day` is the last day of the notice."""

    class Kind(models.TextChoices):
        preliminary = "preliminary", _("审核公示")
        standing = "standing", _("长期公布")
        stop = "stop", _("停止救助公示")
        visit_draw = "visit_draw", _("抽查公布")

    class State(models.TextChoices):
        draft = "draft", _("待张贴")
        posted = "posted", _("公示中")
        ended = "ended", _("已期满")
        void = "void", _("已撤销")

    HANGS = (State.posted, State.ended)  # on the wall, or was there its whole time

    area_code = AreaCodeField(_("张贴的村（社区）"))
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="notices")
    award = models.ForeignKey("Award", models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.draft)
    token = models.CharField(max_length=24, db_collation="C", unique=True)
    shown = models.JSONField(default=dict)
    places = models.CharField(_("张贴地点"), max_length=200, blank=True)
    days = models.IntegerField()
    posted_on = models.DateField(_("张贴日期"), null=True)
    last_day = models.DateField(_("期满日期"), null=True)
    expires_on = models.DateField(_("网页下线日期"), null=True)
    photo = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    posted_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    void_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "state", "posted_on"], name="notice_by_area")]


class Objection(models.Model):
    """Somebody says that something is not so. While `holds` and open, the decision waits. Who said it is sealed (`who_cipher`)."""

    class About(models.TextChoices):
        notice = "notice", _("公示")
        decision = "decision", _("决定")
        payment = "payment", _("发放")

    class Outcome(models.TextChoices):
        upheld = "upheld", _("属实")
        partly = "partly", _("部分属实")
        rejected = "rejected", _("不属实")
        withdrawn = "withdrawn", _("已撤回")

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="objections")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="objections")
    about = models.CharField(max_length=10, choices=About.choices)
    channel = models.CharField(max_length=12)  # window | online | phone | letter
    text = models.CharField(_("内容"), max_length=1000)
    who_cipher = models.BinaryField(null=True)
    received_on = models.DateField(_("收到日期"))
    holds = models.BooleanField(_("决定须等待"), default=True)
    answer_by = models.DateField(_("答复期限"), null=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("答复"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=24, db_collation="C", unique=True)  # the objector's page
