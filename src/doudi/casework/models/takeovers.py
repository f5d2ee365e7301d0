"""Taking over a running county: what the old system paid, beside what the law says."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.registry.models import Document, Household, Person


class Takeover(models.Model):
    """One spreadsheet of current awards or of open cases."""

    class State(models.TextChoices):
        uploaded = "uploaded", _("待核对")
        checking = "checking", _("核对中")
        checked = "checked", _("待确认")
        applying = "applying", _("接续中")
        applied = "applied", _("已接续")
        refused = "refused", _("不能接续")

    area_code = AreaCodeField()
    kind = models.CharField(max_length=12)  # awards | cases
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    on = models.DateField(_("接续日期"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.uploaded)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    faults = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    check_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    apply_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()


class TakeoverRow(models.Model):
    """One award or case of the old system; what the law says beside it; what a person made of the difference."""

    class State(models.TextChoices):
        same = "same", _("一致")
        open = "open", _("有差异，待处理")
        settled = "settled", _("已处理")

    area_code = AreaCodeField()
    takeover = models.ForeignKey(Takeover, models.PROTECT, related_name="rows")
    line = models.IntegerField()
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    programme = models.CharField(max_length=40, db_collation="C")
    old = models.JSONField(default=dict)  # amount_fen, from_month, paid_through, decided_on, state
    verdict = models.CharField(max_length=14, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    findings = models.JSONField(default=dict)  # {"failed": [{"zh", "en"}], "needs": [{"zh", "en"}]}
    difference = models.CharField(max_length=20, db_collation="C", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.same)
    settled_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    settled_as = models.CharField(max_length=20, blank=True)  # keep | review
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["takeover", "state", "line"], name="row_of_takeover")]
