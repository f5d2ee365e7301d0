"""Administrative reconsideration (行政复议): another authority decides it; here it is recorded and its outcome carried out."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Award, Case, Decision
from doudi.casework.services.reviews import open_review
from doudi.casework.services.transition import open_case, take_step
from doudi.foundation.access import Viewer, permit
from doudi.units.text import refusal

RECONSIDERATION = "reconsideration"


def ask_reconsideration(
    *, actor: Viewer, decision: Decision, known_on: date, on: date, note: str
) -> Case:
    """The family asks for it. Raises ProblemsError: too late, known before it was decided, asked for already, no words."""
    permit(actor, "case.open")
    if known_on < decision.on or known_on > on:
        raise refusal(
            f"知道决定的日期应在 {decision.on} 到 {on} 之间",
            f"the day on which it became known must lie between {decision.on} and {on}",
            value=known_on,
        )
    if not note.strip():
        raise refusal("请写明申请复议的请求和理由", "Say what is asked for, and why")
    case = decision.case
    if Case.objects.filter(
        procedure=RECONSIDERATION, about__decision=decision.pk, is_open=True
    ).exists():
        raise refusal(
            "对这个决定已经申请了复议", "Reconsideration of this decision is asked for already"
        )
    return open_case(
        actor=actor,
        procedure=RECONSIDERATION,
        household=case.household,
        person=case.person,
        programmes=case.programmes,
        application=case.application,
        on=on,
        about={"decision": decision.pk, "known_on": known_on.isoformat()},
        note=note,
    )


def carry_out_change(
    *, actor: Viewer, case: Case, on: date, note: str, version: int | None = None
) -> list[Case]:
    """The authority changed the decision or wants it taken again: what stands is looked at, what was refused begins anew.

    Returns the cases that carry it out. Raises ProblemsError as the step does.
    """
    permit(actor, "case.work")
    case = take_step(actor=actor, case=case, action="change", on=on, note=note, version=version)
    decision = Decision.objects.select_related("case__household").get(pk=case.about["decision"])
    awards = Award.objects.filter(given_by=decision).exclude(state=Award.State.ended)
    if awards.exists():
        return [
            open_review(actor=actor, award=award, ground="reconsideration", on=on, note=note)
            for award in awards
            if not award.cases.filter(procedure="review", is_open=True).exists()
        ]
    return [reopen_case(actor=actor, case=decision.case, on=on, reason=note)]


def reopen_case(*, actor: Viewer, case: Case, on: date, reason: str) -> Case:
    """A closed case begins anew, by today's procedure, for the same application; the old one stays as it is.

    Raises ProblemsError: still open; reopened already; no reason.
    """
    permit(actor, "case.work")
    if case.is_open:
        raise refusal("这件还没有办结", "This case is still open")
    if not reason.strip():
        raise refusal("请写明重新办理的理由", "Say why it is taken up again")
    if Case.objects.filter(about__reopens=case.pk, is_open=True).exists():
        raise refusal("这件已经重新办理", "This case is taken up again already")
    return open_case(
        actor=actor,
        procedure=case.procedure,
        household=case.household,
        person=case.person,
        programmes=case.programmes,
        application=case.application,
        award=case.award,
        on=on,
        about={**case.about, "reopens": case.pk},
        note=reason,
    )
