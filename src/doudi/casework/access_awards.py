"""The doors to awards and what hangs on them."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Award, Case, Decision, Hold
from doudi.casework.selectors.awards import get_award
from doudi.casework.selectors.cases import get_case
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Household
from doudi.registry.selectors.households import get_household


def access_award_for_view(viewer: Viewer, award_id: int) -> Award:
    permit(viewer, "case.view")
    return there(get_award(viewer, award_id))


def access_award_for_review(viewer: Viewer, award_id: int) -> Award:
    permit(viewer, "case.work")
    return there(get_award(viewer, award_id))


def access_award_for_hold(viewer: Viewer, award_id: int) -> Award:
    permit(viewer, "award.sign")
    return there(get_award(viewer, award_id))


def access_hold_for_lifting(viewer: Viewer, hold_id: int) -> Hold:
    permit(viewer, "award.sign")
    rows = in_scope(viewer, Hold.objects.filter(pk=hold_id))
    return there(rows.select_related("award").first())


def access_household_for_report(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "case.open")
    return there(get_household(viewer, household_id))


def access_case_for_reopening(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.work")
    return there(get_case(viewer, case_id))


def access_decision_for_reconsideration(viewer: Viewer, decision_id: int) -> Decision:
    permit(viewer, "case.open")
    rows = in_scope(viewer, Decision.objects.filter(pk=decision_id))
    return there(
        rows.select_related("case__household", "case__application", "case__person").first()
    )
