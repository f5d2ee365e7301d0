"""The doors to what was paid too much, and to a payment that came back."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Award
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import Line, Receivable
from doudi.payments.selectors.receivables import get_receivable


def access_receivable(viewer: Viewer, receivable_id: int, permission: str) -> Receivable:
    permit(viewer, permission)
    return there(get_receivable(viewer, receivable_id))


def access_award_for_recovery(viewer: Viewer, award_id: int) -> Award:
    permit(viewer, "pay.recover")
    rows = Award.objects.select_related("household", "person")
    return there(in_scope(viewer, rows).filter(pk=award_id).first())


def access_line_for_giving_up(viewer: Viewer, line_id: int) -> Line:
    permit(viewer, "pay.recover")
    rows = Line.objects.select_related("household", "person", "account")
    return there(in_scope(viewer, rows).filter(pk=line_id).first())
