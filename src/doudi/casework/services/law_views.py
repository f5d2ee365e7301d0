"""What is noted when somebody looks at lists of the place's law."""

from __future__ import annotations

from doudi.casework.models import LawChange
from doudi.foundation import audit
from doudi.foundation.access import Viewer


def note_affected_viewed(*, actor: Viewer, change: LawChange) -> None:
    audit.record(
        actor,
        "casework.law.affected_viewed",
        object_type="law_change",
        object_id=change.pk,
        area_code=change.area_code,
    )
