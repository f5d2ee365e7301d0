"""The doors to one change of the place's law."""

from __future__ import annotations

from django.http import Http404

from doudi.casework.access import there
from doudi.casework.models import LawChange
from doudi.casework.selectors.law import get_law_change
from doudi.foundation.access import Viewer, permit


def access_law_change_for_view(viewer: Viewer, change_id: int) -> LawChange:
    permit(viewer, "law.view")
    return there(get_law_change(viewer, change_id))


def access_law_change_for_entry(viewer: Viewer, change_id: int) -> LawChange:
    """To write in it: a place of the viewer's own area, not one around it."""
    permit(viewer, "law.propose")
    return _of_own_area(viewer, there(get_law_change(viewer, change_id)))


def access_law_change_for_signature(viewer: Viewer, change_id: int) -> LawChange:
    permit(viewer, "law.sign")
    return _of_own_area(viewer, there(get_law_change(viewer, change_id)))


def _of_own_area(viewer: Viewer, change: LawChange) -> LawChange:
    if not viewer.sees(change.area_code):
        raise Http404
    return change
