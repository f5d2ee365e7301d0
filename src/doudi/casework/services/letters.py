"""Letters: drafted by the steps that make them."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.casework.models import Case, Letter
from doudi.casework.services.numbers import new_code
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_now


def draft_letter(
    *, actor: Viewer, case: Case, kind: str, on: date, about: dict[str, Any] | None = None
) -> Letter:
    """The draft of one letter to the family of a case. Its number comes with the signature."""
    return Letter.objects.create(
        area_code=case.area_code,
        office_area=actor.area_code or case.area_code,
        case=case,
        decision=case.decisions.order_by("-pk").first(),
        household=case.household,
        person=case.person,
        kind=kind,
        code=new_code(),
        content=dict(about or {}),
        drafted_by_id=actor.posting_id,
        drafted_at=get_now(),
    )
