"""Which posting somebody acts under: chosen for the session, or the only one there is. What changes postings: services/postings.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, viewer_of
from doudi.foundation.clock import get_today
from doudi.foundation.models import Posting

SESSION_KEY = "posting"


def postings_in_force(account_id: int, on: date) -> QuerySet[Posting]:
    """Somebody's postings on a day, the covered ones included."""
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return (
        Posting.objects.filter(in_force, account_id=account_id)
        .select_related("account")
        .order_by("id")
    )


def get_viewer(request: Any) -> Viewer | None:
    """The viewer of a logged-in request. None: no posting in force, or several and none chosen yet."""
    postings = list(postings_in_force(request.user.pk, get_today()))
    chosen = request.session.get(SESSION_KEY)
    posting = next((p for p in postings if p.pk == chosen), None)
    if posting is None and len(postings) == 1:
        posting = postings[0]
    return None if posting is None else viewer_of(posting)


def choose(request: Any, posting_id: int) -> Viewer | None:
    """Act under another of one's postings in force from now on. None: it is not theirs, or not in force."""
    posting = postings_in_force(request.user.pk, get_today()).filter(pk=posting_id).first()
    if posting is None:
        return None
    viewer = viewer_of(posting)
    with acting(viewer):
        request.session[SESSION_KEY] = posting.pk
        audit.record(
            viewer, "foundation.posting.chosen", object_type="posting", object_id=posting.pk
        )
    return viewer
