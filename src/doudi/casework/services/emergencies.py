"""Aid first, papers later: somebody whose life cannot wait. Three things are said, the case opens at once."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Application, Case
from doudi.casework.procedure_book import get_procedures
from doudi.casework.selectors.obstacles import of_applicant
from doudi.casework.services.applications import lock_draft, record_application_date
from doudi.casework.services.transition import lock_case, open_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.units.text import Problem, ProblemsError, Text

PROCEDURE, PROGRAMME = "temp_emergency", "temp_assistance"


def is_possible(area: str, on: date) -> bool:
    """Whether the place has the procedure."""
    return get_procedures().in_force(PROCEDURE, area, on) is not None


def apply_urgently(
    *, actor: Viewer, application: Application, what: str, when: date, needed_fen: int, on: date
) -> Case:
    """Hand in a draft as an emergency. Whoever applies, relatives, consents and facts may all follow.

    Raises ProblemsError: what happened is not said, not yet or nothing is needed; the applicant is dead; as `open_case` does.
    """
    permit(actor, "case.open")
    locked = lock_draft(actor, application)
    problems = []
    if not what.strip():
        text = Text("请写明出了什么事", "Say what happened")
        problems.append(Problem(text, "what", None))
    if when > on:
        text = Text("出事的日期还没有到", "It cannot happen in the future")
        problems.append(Problem(text, "when", str(when)))
    if needed_fen <= 0:
        text = Text("请写明现在需要多少钱", "Say how much is needed now")
        problems.append(Problem(text, "needed", None))
    dead = of_applicant(locked.applicant, on)
    if dead is not None:
        problems.append(Problem(dead, "", None))
    if problems:
        raise ProblemsError(problems)
    said = {"what": what.strip()[:300], "when": when.isoformat(), "needed_fen": needed_fen}
    locked.state, locked.applied_on = Application.State.submitted, on
    locked.trouble_text = locked.trouble_text or said["what"]
    locked.draft = {**locked.draft, "urgent": True, "choices": [PROGRAMME]}
    locked.version += 1
    locked.save()
    record_application_date(actor=actor, household=locked.household, on=on)
    case = open_case(
        actor=actor,
        procedure=PROCEDURE,
        household=locked.household,
        on=on,
        application=locked,
        about={"asked_for": [PROGRAMME], "emergency": said},
    )
    case = lock_case(actor, case)
    case.flags = sorted({*case.flags, "papers_later"})
    case.save()
    audit.record(
        actor,
        "casework.application.submitted",
        object_type="application",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.applicant_id,
        area_code=locked.area_code,
        details={"cases": [case.number], "urgent": True, "needed_fen": needed_fen},
    )
    return case
