"""On a household's page: who of it is looked after, and the way to open a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.care.domain.groups import GROUPS
from doudi.care.models import CareFile
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Household


def build_household_part(viewer: Viewer, household: Household, on: date) -> dict[str, Any] | None:
    if not viewer.may("care.view"):
        return None
    rows = in_scope(viewer, CareFile.objects.filter(household=household, closed_on__isnull=True))
    files = [(f, GROUPS[f.group]) for f in rows.select_related("person").order_by("pk")]
    may_open = viewer.may("care.work")
    if not files and not may_open:
        return None
    return {"files": files, "household": household, "may_open": may_open}
