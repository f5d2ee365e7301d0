"""The doors to decisions, awards and drawn cases."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Case, Decision, Draw, SpotCheck
from doudi.casework.selectors.cases import get_case
from doudi.casework.selectors.decisions import (
    get_decision,
    get_draw,
    get_inspection,
    get_spot_check,
)
from doudi.foundation.access import Viewer, permit


def access_case_for_opinion(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.work")
    return there(get_case(viewer, case_id))


def access_case_for_decision(viewer: Viewer, case_id: int) -> Case:
    permit(viewer, "case.confirm")
    return there(get_case(viewer, case_id))


def access_decision_for_replay(viewer: Viewer, decision_id: int) -> Decision:
    permit(viewer, "case.supervise")
    return there(get_decision(viewer, decision_id))


def access_draw_for_view(viewer: Viewer, draw_id: int) -> Draw:
    permit(viewer, "case.view")
    return there(get_draw(viewer, draw_id))


def access_inspection_for_record(viewer: Viewer, check_id: int) -> SpotCheck:
    permit(viewer, "case.supervise")
    return there(get_inspection(viewer, check_id))


def access_spot_check_for_record(viewer: Viewer, check_id: int) -> SpotCheck:
    permit(viewer, "case.work")
    return there(get_spot_check(viewer, check_id))
