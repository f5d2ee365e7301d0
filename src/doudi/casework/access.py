"""The only doors by which a page or the API gets one object of casework: outside the viewer's area there is none (404)."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.http import Http404

from doudi.casework.models import Case
from doudi.casework.selectors.cases import get_case
from doudi.foundation.access import Viewer, permit
from doudi.registry.models import Household
from doudi.registry.selectors.households import get_household

Found = TypeVar("Found", bound=Model)


def there(found: Found | None) -> Found:
    """What was found, else 404."""
    if found is None:
        raise Http404
    return found


def access_case_for_view(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.view")
    return there(get_case(viewer, case_id))


def access_case_for_work(viewer: Viewer, case_id: int) -> Case:
    """To take a step; whether this role may take this one is the procedure's to say."""
    permit(viewer, "case.view")
    return there(get_case(viewer, case_id))


def access_case_for_visit(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.visit")
    return there(get_case(viewer, case_id))


def access_household_for_cases(viewer: Viewer, household_id: int) -> Household:
    """To see its cases and benefits, and to apply for it."""
    permit(viewer, "case.view")
    return there(get_household(viewer, household_id))
