"""What a case's page shows below its head: one part for each side of the work, in this order. A part is a template and what it needs.

    Part("visits", Text("入户调查", "Home visits"), "casework/case_visits.html", build_visits)

`build(viewer, case, on)` returns the template's context, or None where the part has nothing to say to this viewer. A part's
queries count on every case page: two or three, never one for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.case_parts_notices import build_notices, build_objections
from doudi.casework.investigation_parts import build_appraisals, build_checks, build_visits
from doudi.casework.letters_part import build_letters
from doudi.casework.models import Case
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.awards import list_awards
from doudi.casework.selectors.case_page import list_step_lines
from doudi.casework.selectors.decisions import list_decisions, list_opinions
from doudi.casework.selectors.leads import list_open_leads
from doudi.foundation.access import Viewer
from doudi.units.text import Text

Build = Callable[[Viewer, Case, date], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    title: Text
    template: str
    build: Build


def build_steps(viewer: Viewer, case: Case, on: date) -> dict[str, Any]:
    return {"lines": list_step_lines(viewer, case, procedure_of(case))}


def build_application(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    if case.application is None:
        return None
    return {
        "application": case.application,
        "emergency": case.about.get("emergency"),
        "pushed": case.about.get("pushed"),
        "case_id": case.pk,
        "may_answer": viewer.may("case.work"),
    }


def build_leads(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    leads = list_open_leads(viewer, case.household_id)
    return {"leads": leads} if leads else None


def build_decisions(viewer: Viewer, case: Case, on: date) -> dict[str, Any] | None:
    opinions, decisions = list(list_opinions(viewer, case)), list(list_decisions(viewer, case))
    if not opinions and not decisions:
        return None
    awards = [a for d in decisions for a in list_awards(viewer, decision=d.pk)]
    return {
        "opinions": opinions,
        "decisions": decisions,
        "awards": awards,
        "may_replay": viewer.may("case.supervise"),
    }


PARTS: tuple[Part, ...] = (
    Part(
        "application",
        Text("申请", "The application"),
        "casework/case_application.html",
        build_application,
    ),
    Part("leads", Text("线索", "Leads"), "casework/lead_lines.html", build_leads),
    Part("notices", Text("公示", "Notices"), "casework/case_notices.html", build_notices),
    Part(
        "objections", Text("异议", "Objections"), "casework/case_objections.html", build_objections
    ),
    Part(
        "decisions",
        Text("意见和决定", "Opinion and decision"),
        "casework/case_decisions.html",
        build_decisions,
    ),
    Part("checks", Text("信息核对", "Cross-check"), "casework/case_checks.html", build_checks),
    Part("visits", Text("入户调查", "Visits"), "casework/case_visits.html", build_visits),
    Part(
        "appraisals",
        Text("民主评议", "Appraisal"),
        "casework/case_appraisals.html",
        build_appraisals,
    ),
    Part("letters", Text("文书", "Letters"), "casework/case_letters.html", build_letters),
    Part("steps", Text("办理经过", "What was done"), "casework/case_steps.html", build_steps),
)
