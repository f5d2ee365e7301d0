"""Random draws, kept so that anybody can draw them again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting


class Draw(models.Model):
    """One random draw: from whom (digest and count), how large a share, with which seed, who came out. Append-only."""

    class Kind(models.TextChoices):
        spot_check = "spot_check", _("审核确认前抽查")
        double_random = "double_random", _("双随机检查")
        revisit = "revisit", _("回访")

    area_code = AreaCodeField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    on = models.DateField()
    seed = models.CharField(max_length=64)
    share = models.CharField(max_length=20)  # "30%", as the value in force says
    population = models.JSONField(default=list)  # ids in order
    drawn = models.JSONField(default=list)  # ids
    pairs = models.JSONField(
        default=list
    )  # double random: [{"inspector": posting, "target": area}]
    drawn_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class SpotCheck(models.Model):
    """A drawn case or household that somebody visits, and what they found."""

    area_code = AreaCodeField()
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="checks")
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="spot_checks")
    visit = models.ForeignKey("Visit", models.PROTECT, null=True, related_name="+")
    inspector = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    agrees = models.BooleanField(_("与调查一致"), null=True)
    found = models.CharField(_("发现的问题"), max_length=1000, blank=True)
