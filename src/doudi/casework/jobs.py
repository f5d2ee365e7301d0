"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.casework.services import law_changes, law_checks
from doudi.foundation.jobs import register_job
from doudi.units.text import Text


def register_jobs() -> None:
    """Called from `CaseworkConfig.ready`."""
    register_job(
        law_changes.CHECK,
        label=Text("测算本地规定的影响", "work out a change of the place's law"),
        perform=law_checks.perform_law_check,
        finish=law_checks.finish_law_check,
        link=lambda run: reverse("casework:law_change", args=[run.params["change"]]),
    )
