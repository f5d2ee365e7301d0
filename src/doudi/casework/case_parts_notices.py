"""What a case's page says of its notice and of objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.casework.models import Case
from doudi.casework.selectors.notices import list_notices_of_case
from doudi.casework.selectors.objections import list_objections_of_case
from doudi.foundation.access import Viewer


def build_notices(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    notices = list(list_notices_of_case(viewer, case))
    return {"notices": notices, "today": on} if notices else None


def build_objections(viewer: Viewer, case: Case, on: date) -> dict[str, Any]:
    return {
        "case": case,
        "objections": list(list_objections_of_case(viewer, case)),
        "may_add": viewer.may("case.open"),
        "today": on,
    }
