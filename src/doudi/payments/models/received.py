"""Files from outside, kept as they came: the bank's answers, lists of accounts."""

from __future__ import annotations

from django.db import models

from doudi.foundation.models import AreaCodeField, Posting, Run


class ReceivedFile(models.Model):
    """What came, from whom, and `job`: what checks all of it and takes in all of it, or nothing. `problems`: what is wrong with it."""

    area_code = AreaCodeField()  # of whoever took it in, or of what it answers
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    problems = models.JSONField(default=list)  # [{"zh", "en"}], the first hundred
    received_on = models.DateField()
    received_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_at_work(self) -> bool:
        """A job has it that neither failed nor was stopped."""
        return self.job is not None and self.job.state not in (Run.State.failed, Run.State.stopped)
