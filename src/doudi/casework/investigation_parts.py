"""What the case page says of the investigation."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.casework.models import Appraisal, Case
from doudi.casework.selectors.cross_checks import list_checks, tell_check
from doudi.casework.selectors.visits import list_visits, tell_visit
from doudi.foundation.access import Viewer, in_scope


def build_checks(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    """The last cross-check; those before it are on its own page."""
    last = list_checks(viewer, case).first()
    may_work = viewer.may("case.work") and case.is_open
    if last is None and not may_work:
        return None
    told = [tell_check(viewer, last)] if last is not None else []
    return {"case": case, "told": told, "may_work": may_work}


def build_visits(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    told = [tell_visit(viewer, case, visit) for visit in list_visits(viewer, case)]
    may_visit = viewer.may("case.visit") and case.is_open
    if not told and not may_visit:
        return None
    return {"case": case, "told": told, "may_visit": may_visit}


def build_appraisals(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    found = list(in_scope(viewer, Appraisal.objects.filter(case=case)).order_by("-on", "-pk"))
    return {"appraisals": found} if found else None
