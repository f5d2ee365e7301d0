"""Letters and forms that leave the office."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.registry.models import Document, Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Letter(models.Model):
    """One paper to one family: drafted, checked, signed or returned, then served. `content` is frozen when it is signed.

    `code` is printed on it, so that a scanned page finds its case. `number` is given at the signature (文号).
    """

    class State(models.TextChoices):
        draft = "draft", _("拟稿")
        checked = "checked", _("已核稿")
        signed = "signed", _("已签发")
        served = "served", _("已送达")
        void = "void", _("已作废")

    area_code = AreaCodeField()
    office_area = AreaCodeField(_("发文单位"))
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="letters")
    decision = models.ForeignKey("Decision", models.PROTECT, null=True, related_name="letters")
    campaign = models.ForeignKey("Campaign", models.PROTECT, null=True, related_name="letters")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("文书"), max_length=40, db_collation="C")  # keys of papers/kinds.yaml
    number = models.CharField(_("文号"), max_length=60, blank=True)
    code = models.CharField(max_length=24, db_collation="C", unique=True)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.draft)
    drafted_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    checked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    signed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=500, blank=True)
    serve_by = models.DateField(_("送达期限"), null=True)
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=40, blank=True)
    scan = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area_code", "state"], name="letter_by_state")]


class Office(models.Model):
    """How an office signs its letters: its name, the prefix of its numbers (安民救), whom to appeal to. A place without a row
    goes by its name in the table of areas."""

    area_code = AreaCodeField(unique=True)
    name = models.CharField(_("机关名称"), max_length=60)
    prefix = models.CharField(_("发文字号"), max_length=20)
    reconsideration = models.CharField(_("行政复议机关"), max_length=60)
    court = models.CharField(_("有管辖权的法院"), max_length=60)
    address = models.CharField(_("办公地址"), max_length=100, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    version = models.IntegerField(default=1)


class ScannedPage(models.Model):
    """One page of a scan that came back: filed to its letter by the code on it, or waiting for a person to file it by hand.

    `document` is what was uploaded, whole. Two letters on one page: two rows. Set aside with a reason, never removed.
    """

    class State(models.TextChoices):
        filed = "filed", _("已归档")
        waiting = "waiting", _("待人工归档")
        set_aside = "set_aside", _("不归档")

    area_code = AreaCodeField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    page = models.IntegerField(_("页"))
    state = models.CharField(max_length=9, choices=State.choices)
    problem = models.CharField(max_length=12, blank=True)  # no_code | unknown | unreadable
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="pages")
    uploaded_on = models.DateField(_("上传日期"))
    filed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "state"], name="scanned_page_by_state")]
