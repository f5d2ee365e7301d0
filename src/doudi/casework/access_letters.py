"""The only doors to one letter, or one scanned page."""

from __future__ import annotations

from django.http import Http404

from doudi.casework.access import there
from doudi.casework.models import Letter, ScannedPage
from doudi.casework.selectors.letters import get_batch, get_letter, get_page
from doudi.foundation.access import Viewer, permit
from doudi.foundation.models import Run


def access_letter_for_view(viewer: Viewer, letter_id: int) -> Letter:
    permit(viewer, "case.view")
    return there(get_letter(viewer, letter_id))


#: What may be done with a letter, and what it asks for. A signed one is voided only by whoever may sign: the service says so.
DEEDS = {
    "check": "case.check",
    "sign": "case.confirm",
    "serve": "case.view",
    "words": "case.check",
    "return": "case.check",
    "void": "case.check",
}


def access_letter_for_work(viewer: Viewer, letter_id: int, deed: str) -> Letter:
    """To do one of DEEDS with it."""
    if deed not in DEEDS:
        raise Http404
    permit(viewer, DEEDS[deed])
    return there(get_letter(viewer, letter_id))


def access_page_for_filing(viewer: Viewer, page_id: int) -> ScannedPage:
    permit(viewer, "case.work")
    return there(get_page(viewer, page_id))


def access_batch_for_view(viewer: Viewer, run_id: int) -> Run:
    permit(viewer, "case.check")
    return there(get_batch(viewer, run_id))
