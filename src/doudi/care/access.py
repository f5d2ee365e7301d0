"""The only doors by which a page gets one object of care: outside the viewer's area there is none (404)."""

from __future__ import annotations

from doudi.care.models import Assessment, CareFile, FollowUp
from doudi.care.selectors.files import get_assessment, get_file
from doudi.care.selectors.visits import get_follow_up
from doudi.casework.access import there
from doudi.foundation.access import Viewer, permit
from doudi.registry.models import Household
from doudi.registry.selectors.households import get_household


def access_file_for_view(viewer: Viewer, file_id: int) -> CareFile:
    permit(viewer, "care.view")
    return there(get_file(viewer, file_id))


def access_file_for_report(viewer: Viewer, file_id: int) -> CareFile:
    permit(viewer, "care.report")
    return there(get_file(viewer, file_id))


def access_file_for_work(viewer: Viewer, file_id: int) -> CareFile:
    permit(viewer, "care.work")
    return there(get_file(viewer, file_id))


def access_assessment_for_work(viewer: Viewer, assessment_id: int) -> Assessment:
    permit(viewer, "care.work")
    return there(get_assessment(viewer, assessment_id))


def access_assessment_for_objection(viewer: Viewer, assessment_id: int) -> Assessment:
    permit(viewer, "care.report")
    return there(get_assessment(viewer, assessment_id))


def access_follow_up_for_finish(viewer: Viewer, follow_up_id: int) -> FollowUp:
    permit(viewer, "care.report")
    return there(get_follow_up(viewer, follow_up_id))


def access_household_for_care(viewer: Viewer, household_id: int) -> Household:
    """To open the file of one of its members."""
    permit(viewer, "care.work")
    return there(get_household(viewer, household_id))
