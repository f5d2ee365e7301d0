"""Minutes of a democratic appraisal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from doudi.casework.domain.appraisals import FactAsked, Panelist, find_appraisal_problems
from doudi.casework.models import Appraisal, Case
from doudi.casework.services.transition import lock_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now, get_today
from doudi.registry.services.documents import add_document
from doudi.units.text import Problem, ProblemsError, Text


def record_appraisal(
    *,
    actor: Viewer,
    case: Case,
    on: date,
    place: str,
    chair: str,
    panel: Sequence[Panelist],
    called: int,
    attended: int,
    questions: Sequence[FactAsked],
    minutes: str,
    paper: tuple[bytes, str] | None = None,
) -> Appraisal:
    """Keep what the panel said of facts. `paper`: the signed minutes, or a photograph of the meeting, with its file's name.

    Raises ProblemsError: everything at once; a question that asks for a verdict.
    """
    permit(actor, "case.work")
    locked = lock_case(actor, case)
    problems = find_appraisal_problems(
        called=called, attended=attended, panel=list(panel), questions=list(questions)
    )
    if not locked.is_open:
        problems.append(Problem(Text("这件已经办结", "the case is closed")))
    if not locked.opened_on <= on <= get_today():
        text = Text(
            "评议日期要在立案以后，不能在将来",
            "the day lies before the case began, or in the future",
        )
        problems.append(Problem(text, "on", on.isoformat()))
    if problems:
        raise ProblemsError(problems)
    document = None
    if paper is not None:
        content, name = paper
        document = add_document(
            actor=actor,
            content=content,
            file_name=name,
            title=f"民主评议记录 {on}",
            household=locked.household,
        )
    made = Appraisal.objects.create(
        area_code=locked.area_code,
        case=locked,
        on=on,
        place=place.strip(),
        chair=chair.strip(),
        panel=[{"name": p.name, "as": p.office} for p in panel],
        called=called,
        attended=attended,
        questions=[asdict(q) for q in questions],
        minutes=minutes.strip(),
        document=document,
        recorded_by_id=actor.posting_id,
        recorded_at=get_now(),
    )
    audit.record(
        actor,
        "casework.appraisal.recorded",
        object_type="case",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.person_id,
        area_code=locked.area_code,
        details={"appraisal": made.pk, "on": on.isoformat(), "attended": attended},
    )
    return made
