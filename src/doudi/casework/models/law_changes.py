"""The place's own law: figures and switches that officers enter, a second person signs."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.registry.models import Document, Household, Person


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class LawChange(models.Model):
    """Figures of one place from a day on, with their source. In force once a second person has signed and all cases have passed.

    `figures`: entries (`domain/law_figures.py`), [{"value", "from", "until", "figure" or one for each key, "comparator", "source"}].
    `checked_on`: the day for which it was worked out who is affected.
    """

    class State(models.TextChoices):
        draft = "draft", _("草稿")
        checking = "checking", _("正在测算")
        checked = "checked", _("待审核")
        signed = "signed", _("已生效")
        refused = "refused", _("不同意")
        withdrawn = "withdrawn", _("已撤回")

    area_code = AreaCodeField()
    title = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("文件名称和文号"), max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.draft)
    check_result = models.JSONField(default=dict)  # cases passed and failed, who is affected
    checked_on = models.DateField(_("测算日期"), null=True)
    check_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    version = models.IntegerField(default=1)


class LawPack(models.Model):
    """All signed figures of this installation after one more signature: `content` is canonical JSON, `digest` its SHA-256. Append-only."""

    number = models.IntegerField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    change = models.ForeignKey(LawChange, models.PROTECT, related_name="packs", db_constraint=False)
    signed_at = models.DateTimeField()


class LawEffect(models.Model):
    """What a change that is not signed yet would do to one household or person: worked out by its check, thrown away by the next.

    `kind`: a key of `domain/law_effects.py`. Amounts are fen for the programme's own period; null: nothing is paid.
    """

    area_code = AreaCodeField()
    change = models.ForeignKey(LawChange, models.CASCADE, related_name="effects")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    programme = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=10, db_collation="C")
    before_fen = models.BigIntegerField(null=True)
    after_fen = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["change", "programme", "kind"], name="effect_of_change"),
        ]
