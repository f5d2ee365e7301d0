"""The doors of the intake: outside the viewer's area there is nothing (404)."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Application, Case, Consent
from doudi.casework.selectors.applications import get_application
from doudi.casework.selectors.cases import get_case
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Household
from doudi.registry.selectors.households import get_household


def access_household_for_application(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "case.open")
    return there(get_household(viewer, household_id))


def access_application_for_view(viewer: Viewer, application_id: int) -> Application:
    permit(viewer, "case.view")
    return there(get_application(viewer, application_id))


def access_application_for_intake(viewer: Viewer, application_id: int) -> Application:
    """To fill it in, to hand it in, to record what follows."""
    permit(viewer, "case.open")
    return there(get_application(viewer, application_id))


def access_consent_for_withdrawal(viewer: Viewer, consent_id: int) -> Consent:
    permit(viewer, "case.open")
    rows = in_scope(viewer, Consent.objects.filter(pk=consent_id))
    return there(rows.select_related("application", "person").first())


def access_case_for_papers(viewer: Viewer, case_id: int) -> Case:
    """To tell what is missing, and to record what came."""
    permit(viewer, "case.open")
    return there(get_case(viewer, case_id))


def access_case_for_push(viewer: Viewer, case_id: int) -> Case:
    """To send it on to the place of the hukou, and to answer from there."""
    permit(viewer, "case.work")
    return there(get_case(viewer, case_id))
