"""A visit that reached the office when its case was closed: somebody reads it and says what follows. It changes nothing by itself."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Visit
from doudi.casework.services.transition import lock_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.units.text import refusal


def look_at_late_visit(*, actor: Viewer, visit: Visit, note: str, on: date) -> Visit:
    """What follows is begun by hand, each thing in its own procedure: a review of the award, the case anew.

    Raises ProblemsError: it was in time; somebody has looked at it; nothing is said.
    """
    permit(actor, "case.work")
    case = lock_case(actor, visit.case)
    visit.refresh_from_db(fields=["is_late", "looked_on"])
    if not visit.is_late:
        raise refusal("这份记录没有迟到", "this visit did not come late")
    if visit.looked_on is not None:
        raise refusal("已经有人看过了", "somebody has looked at it already")
    if not note.strip():
        raise refusal("请写明怎么处理", "Say what follows from it", where="note")
    visit.looked_on, visit.looked_by_id = on, actor.posting_id
    visit.looked_note = note.strip()[:500]
    visit.save(update_fields=["looked_on", "looked_by", "looked_note"])
    audit.record(
        actor,
        "casework.visit.looked",
        object_type="case",
        object_id=case.pk,
        household_id=case.household_id,
        person_id=case.person_id,
        area_code=case.area_code,
        details={"visit": visit.pk},
    )
    return visit
