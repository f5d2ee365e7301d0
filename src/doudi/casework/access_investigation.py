"""The doors to what was looked into: visits, cross-checks, appraisals."""

from __future__ import annotations

from doudi.casework.access import access_case_for_view, there
from doudi.casework.models import Case, Visit
from doudi.casework.selectors.cases import get_case
from doudi.casework.selectors.visits import get_visit
from doudi.foundation.access import Viewer, permit


def access_visit_for_view(viewer: Viewer, case_id: int, visit_id: int) -> Visit:
    case = access_case_for_view(viewer, case_id)
    return there(get_visit(viewer, case, visit_id))


def access_visit_for_recording(viewer: Viewer, case_id: int, visit_id: int) -> Visit:
    """To put what was seen into the register."""
    permit(viewer, "register.record")
    return access_visit_for_view(viewer, case_id, visit_id)


def access_visit_for_looking(viewer: Viewer, case_id: int, visit_id: int) -> Visit:
    """To say what follows from a visit that came late."""
    permit(viewer, "case.work")
    return access_visit_for_view(viewer, case_id, visit_id)


def access_case_for_check(viewer: Viewer, case_id: int) -> Case:
    """To ask departments, record their report, hear an objection."""
    permit(viewer, "case.work")
    return there(get_case(viewer, case_id))


def access_case_for_appraisal(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.work")
    return there(get_case(viewer, case_id))
