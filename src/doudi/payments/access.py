"""The only doors by which a page gets one object of payments: outside the viewer's area there is none (404)."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, permit
from doudi.payments.models import PaymentRun
from doudi.payments.selectors.runs import get_run


def access_run_for_view(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.view")
    return there(get_run(viewer, run_id))


def access_run_for_planning(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.plan")
    return there(get_run(viewer, run_id))


def access_run_for_signature(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.sign")
    return there(get_run(viewer, run_id))
