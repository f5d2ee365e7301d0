"""The doors to a list that is taken over, and to one row of it."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Takeover, TakeoverRow
from doudi.casework.selectors.takeovers import get_takeover, get_takeover_row
from doudi.foundation.access import Viewer, permit


def access_takeover_for_work(viewer: Viewer, takeover_id: int) -> Takeover:
    permit(viewer, "award.manage")
    return there(get_takeover(viewer, takeover_id))


def access_takeover_row_for_work(viewer: Viewer, row_id: int) -> TakeoverRow:
    permit(viewer, "award.manage")
    return there(get_takeover_row(viewer, row_id))
