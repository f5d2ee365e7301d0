"""What the case page says of the investigation."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.casework.models import Case
from doudi.casework.selectors.visits import list_visits, tell_visit
from doudi.foundation.access import Viewer


def build_visits(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    told = [tell_visit(viewer, case, visit) for visit in list_visits(viewer, case)]
    may_visit = viewer.may("case.visit") and case.is_open
    if not told and not may_visit:
        return None
    return {"case": case, "told": told, "may_visit": may_visit}
