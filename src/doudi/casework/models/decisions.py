"""What was proposed, and what was decided, as it was known on the day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting


class LawSnapshot(models.Model):
    """The law as one decision used it: formulas, figures and sentences, by the digest of their bytes. Shared, append-only."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()  # compressed canonical JSON (`rules/snapshot.py`)
    kept_at = models.DateTimeField()


class Opinion(models.Model):
    """The township's preliminary opinion (初审意见): the engine's proposal beside the person's view. Append-only; the last counts."""

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="opinions")
    on = models.DateField()
    proposal = models.JSONField()  # as `domain/proposals.py` writes it
    is_to_grant = models.BooleanField()
    results = models.JSONField()  # what the person proposes, in the proposal's shape
    differs_because = models.CharField(max_length=1000, blank=True)
    text = models.CharField(_("意见"), max_length=1000, blank=True)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=150)
    at = models.DateTimeField()


class Decision(models.Model):
    """A decision that stands: by whom, under which authority, on which facts, by which law. Append-only; a later one replaces it.

    `record` is the whole of it as canonical JSON, compressed; `digest` its SHA-256. `doudi replay` computes it again from
    `law` and the facts in the record, and must come to the same bytes.
    """

    class Outcome(models.TextChoices):
        granted = "granted", _("同意")
        refused = "refused", _("不同意")
        changed = "changed", _("调整")
        kept = "kept", _("维持")
        suspended = "suspended", _("暂停")
        stopped = "stopped", _("停止")
        corrected = "corrected", _("更正")

    area_code = AreaCodeField()
    case = models.ForeignKey("Case", models.PROTECT, related_name="decisions")
    number = models.CharField(_("文号"), max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    on = models.DateField(_("决定日期"))
    at = models.DateTimeField()
    proposal = models.JSONField()
    results = models.JSONField()
    differs_because = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    authority = models.JSONField()  # {"level", "value", "figure", "source", "amount_fen"}
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=150)
    law = models.ForeignKey(LawSnapshot, models.PROTECT, null=True, related_name="decisions")
    pack_digest = models.CharField(max_length=64, blank=True)  # the place's own law (`LawPack`)
    record = models.BinaryField()
    digest = models.CharField(max_length=64)
