"""Leads verified by a person. Even a true one changes nothing: what follows is opened by hand, each in its own procedure."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Award, Case, Lead
from doudi.casework.services.reviews import open_review
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.units.text import Problem, ProblemsError, Text, refusal

GROUND = "lead"


def verify_lead(
    *,
    actor: Viewer,
    lead_id: int,
    outcome: str,
    note: str,
    asked: str,
    heard_on: date | None,
    on: date,
) -> Lead:
    """What a person found out, whom they asked, and when the person (of a death: the family) was heard.

    Raises:
        ProblemsError: verified already; no outcome; no words; nobody asked; true, and nobody heard; heard in the future.
    """
    permit(actor, "lead.work")
    lead = in_scope(actor, Lead.objects.select_for_update(of=("self",))).get(pk=lead_id)
    if lead.state != Lead.State.open:
        raise refusal("这条线索已经核实", "this lead is verified already")
    problems = []
    if outcome not in Lead.Outcome.values:
        problems.append(Problem(Text("请选择核实结果", "choose what was found"), "outcome"))
    if not note.strip():
        problems.append(Problem(Text("请写明核实的情况", "say what was found out"), "note"))
    if not asked.strip():
        problems.append(Problem(Text("请写明问了谁", "say who was asked"), "asked"))
    if outcome == Lead.Outcome.true and heard_on is None:
        text = Text(
            "属实的，要先听取本人或者家属的意见",
            "if it is true, the person or the family is heard first",
        )
        problems.append(Problem(text, "heard_on"))
    if heard_on is not None and heard_on > on:
        problems.append(Problem(Text("日期还没有到", "this day has not come yet"), "heard_on"))
    if problems:
        raise ProblemsError(problems)
    lead.state, lead.outcome = Lead.State.verified, outcome
    lead.note, lead.asked, lead.heard_on = note.strip()[:1000], asked.strip()[:200], heard_on
    lead.verified_on, lead.verified_by_id = on, actor.posting_id
    lead.save()
    _record(actor, "casework.lead.verified", lead)
    return lead


def review_for_lead(*, actor: Viewer, lead: Lead, award: Award, note: str, on: date) -> Case:
    """A person opens a review because of it.

    Raises:
        ProblemsError: not verified as true; what `open_review` refuses.
    """
    permit(actor, "case.work")
    if lead.outcome != Lead.Outcome.true:
        raise refusal(
            "核实属实以后才能启动复核", "a review begins when the lead is verified as true"
        )
    return open_review(actor=actor, award=award, ground=GROUND, on=on, note=note.strip()[:500])


def note_lead_viewed(*, actor: Viewer, lead: Lead) -> None:
    """Somebody looked: residents can ask who."""
    _record(actor, "casework.lead.viewed", lead)


def _record(actor: Viewer, action: str, lead: Lead) -> None:
    audit.record(
        actor,
        action,
        object_type="lead",
        object_id=lead.pk,
        person_id=lead.person_id,
        household_id=lead.household_id,
        area_code=lead.area_code,
        details={"kind": lead.kind, "outcome": lead.outcome},
    )
