"""What is done to a care file, in the trail: one event, by whose file it is."""

from __future__ import annotations

from doudi.care.models import CareFile
from doudi.foundation import audit
from doudi.foundation.access import Viewer


def record_of_file(
    actor: Viewer, action: str, file: CareFile, details: dict[str, object] | None = None
) -> None:
    """`action`: a key of actions.py."""
    audit.record(
        actor,
        action,
        object_type="care_file",
        object_id=file.pk,
        household_id=file.household_id,
        person_id=file.person_id,
        area_code=file.area_code,
        details=details or {},
    )
