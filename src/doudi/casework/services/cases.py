"""What is noted of a case beside its steps."""

from __future__ import annotations

from doudi.casework.models import Case
from doudi.foundation import audit
from doudi.foundation.access import Viewer


def note_case_viewed(*, actor: Viewer, case: Case) -> None:
    """Somebody looked: residents can ask who."""
    audit.record(
        actor,
        "casework.case.viewed",
        object_type="case",
        object_id=case.pk,
        household_id=case.household_id,
        person_id=case.person_id,
        area_code=case.area_code,
    )
