"""What is done to many families at once: a raise of the standard, this year's review, a one-off payment."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.casework.models.awards import Award
from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.registry.models import Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Campaign(models.Model):
    """Planned by one person, signed by another, then applied as a run. `plan`: totals that were shown before the signature."""

    class Kind(models.TextChoices):
        raise_ = "raise", _("提标")
        review = "review", _("集中复核")
        one_off = "one_off", _("一次性发放")
        proof_of_life = "proof_of_life", _("生存核查")
        double_random = "double_random", _("双随机检查")

    class State(models.TextChoices):
        draft = "draft", _("草稿")
        planning = "planning", _("正在测算")
        planned = "planned", _("待审核")
        signed = "signed", _("已审核")
        applying = "applying", _("正在办理")
        running = "running", _("进行中")
        done = "done", _("已完成")
        dropped = "dropped", _("已放弃")

    area_code = AreaCodeField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=100)
    basis = models.CharField(_("依据"), max_length=200)
    programmes = models.JSONField(default=list)
    on = models.DateField(_("基准日"))
    from_month = models.DateField(null=True)
    due_on = models.DateField(_("完成期限"), null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.draft)
    about = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    plan_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    apply_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    signed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)


class CampaignItem(models.Model):
    """One family or person of a campaign: before, after, and what came of it."""

    class State(models.TextChoices):
        planned = "planned", _("待办")
        for_a_person = "for_a_person", _("须人工处理")
        done = "done", _("已办")
        skipped = "skipped", _("不办")

    area_code = AreaCodeField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="items")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    programme = models.CharField(max_length=40, db_collation="C")
    before_fen = models.BigIntegerField(null=True)
    after_fen = models.BigIntegerField(null=True)
    parts = models.JSONField(default=dict)  # of `after_fen`, as `Award.parts`
    verdict = models.CharField(max_length=14, blank=True)
    change = models.CharField(
        max_length=14, db_collation="C"
    )  # up | down | same | in | out | unknown
    state = models.CharField(max_length=12, choices=State.choices, default=State.planned)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    about = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["campaign", "change", "id"], name="item_of_campaign")]
