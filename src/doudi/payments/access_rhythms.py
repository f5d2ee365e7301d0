"""The door to a place that is paid by the quarter."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, permit
from doudi.payments.models import QuarterlyPlace
from doudi.payments.selectors.rhythms import get_quarterly


def access_quarterly_for_ending(viewer: Viewer, quarterly_id: int) -> QuarterlyPlace:
    permit(viewer, "pay.plan")
    return there(get_quarterly(viewer, quarterly_id))
