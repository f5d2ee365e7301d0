"""What is noted of a case beside its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def note_cases_listed(*, actor: Viewer, cases: Sequence[Any], kind: str = "case") -> None:
    """A page of a list is one event: how many, and a digest of which."""
    audit.record(
        actor,
        "casework.list.read",
        object_type=kind,
        items=[str(row.pk).encode() for row in cases],
        details={"from": cases[0].pk, "to": cases[-1].pk} if cases else {},
    )
