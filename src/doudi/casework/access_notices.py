"""The only doors to one notice or one objection: outside the viewer's area there is none (404)."""

from __future__ import annotations

from django.http import Http404

from doudi.casework.access import there
from doudi.casework.models import Notice, Objection
from doudi.casework.selectors.notices import get_notice
from doudi.casework.selectors.objections import get_objection
from doudi.foundation.access import Viewer, permit


def access_notice_for_view(viewer: Viewer, notice_id: int) -> Notice:
    permit(viewer, "case.view")
    return there(get_notice(viewer, notice_id))


def access_notice_for_work(viewer: Viewer, notice_id: int) -> Notice:
    permit(viewer, "case.work")
    return there(get_notice(viewer, notice_id))


def access_notice_for_photo(viewer: Viewer, notice_id: int) -> Notice:
    permit(viewer, "case.visit")
    return there(get_notice(viewer, notice_id))


def access_village_for_board(viewer: Viewer, area: str) -> str:
    """A village's code, of the viewer's area; "" is all of it."""
    permit(viewer, "case.view")
    if area and not (area.isascii() and area.isdigit() and viewer.sees(area)):
        raise Http404
    return area


def access_objection_for_view(viewer: Viewer, objection_id: int) -> Objection:
    permit(viewer, "case.view")
    return there(get_objection(viewer, objection_id))


def access_objection_for_work(viewer: Viewer, objection_id: int) -> Objection:
    permit(viewer, "case.work")
    return there(get_objection(viewer, objection_id))


def access_objection_for_reveal(viewer: Viewer, objection_id: int) -> Objection:
    permit(viewer, "register.reveal")
    return there(get_objection(viewer, objection_id))
