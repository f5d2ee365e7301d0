"""Cases: one, and lists of them."""

from __future__ import annotations

from django.db.models import QuerySet

from doudi.casework.models import Case, Step
from doudi.foundation.access import Viewer, in_scope


def get_case(viewer: Viewer, case_id: int) -> Case | None:
    rows = in_scope(viewer, Case.objects.filter(pk=case_id))
    return rows.select_related(
        "household", "person", "application__applicant", "desk__account"
    ).first()


def list_steps(viewer: Viewer, case: Case) -> QuerySet[Step]:
    """What happened, in order."""
    return in_scope(viewer, Step.objects.filter(case=case)).order_by("seq")
