"""What stands in a paper: from the case's data by the template of its kind (`templates/casework/papers/<kind>.txt`).

`build_content` reads; what it returns is JSON, and is frozen in `Letter.content` when the letter is signed or handed out. Numbers
of identity are only ever the masked ones.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from doudi.casework.domain.chinese_dates import in_chinese
from doudi.casework.domain.offices import OfficeLines
from doudi.casework.models import Case, Decision, Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.arithmetic import steps_of_results
from doudi.casework.papers.blocks import clean, read_blocks
from doudi.casework.papers.outcomes import (
    amounts_in_words,
    cite_all,
    get_rulebook_programme,
    outcome_in_words,
)
from doudi.casework.procedure_book import procedure_of
from doudi.casework.procedure_values import days_of, figure_of
from doudi.casework.selectors.letters import list_members, missing_papers, running_clocks
from doudi.casework.selectors.offices import lines_of_office
from doudi.foundation.access import Viewer
from doudi.foundation.areas import name_of_area
from doudi.registry.models import Household, Person
from doudi.units.dates import format_date

#: What templates may ask of whatever drafted the letter.
ABOUT = (
    "reason", "ground", "from_month", "until_month", "items", "to",
    "programme_name", "since", "before", "after", "basis",
)  # fmt: skip


def about_of(letter: Letter) -> dict[str, Any]:
    """Campaigns write what drafted the letter at the top, steps under "about"."""
    return dict(letter.content.get("about", letter.content))


def build_content(viewer: Viewer, letter: Letter, on: date, *, number: str = "") -> dict[str, Any]:
    """The whole paper as of a day. `number` comes with the signature."""
    office = lines_of_office(letter.office_area)
    told = clean(context_of(viewer, letter, on, office))
    blocks = read_blocks(render_to_string(f"casework/papers/{letter.kind}.txt", told))
    return {
        "about": about_of(letter),
        "title": LETTER_KINDS[letter.kind]["zh"],
        "office": office.name,
        "number": number,
        "date": in_chinese(on),
        "code": letter.code,
        "blocks": blocks,
    }


def context_of(viewer: Viewer, letter: Letter, on: date, office: OfficeLines) -> dict[str, Any]:
    """What every template may speak of. `about` is what drafted it, and `extra` what the office adds in its own words."""
    about = about_of(letter)
    context: dict[str, Any] = {
        "office": {"name": office.name, "address": office.address, "phone": office.phone},
        "today": format_date(on),
        "about": dict.fromkeys(ABOUT, "") | about | amounts_in_words(about),
        "extra": about.get("extra", ""),
        "appeal": _appeal(letter.area_code, on, office),
        "place": name_of_area(letter.area_code, "zh"),
    }
    if letter.case is not None:
        context |= _of_case(viewer, letter.case, on)
        context |= _of_decision(viewer, letter.case, letter.decision, on)
    elif letter.household is not None:
        context |= _of_household(viewer, letter.household, on)
    return context


def link_of_receipt(receipt: str) -> str:
    """Where the applicant looks; "" where the site's address is not set (DOUDI_SITE)."""
    site: str = settings.DOUDI.site
    return site + reverse("portal:my_case", args=[receipt]) if site else ""


def _of_household(viewer: Viewer, household: Household, on: date) -> dict[str, Any]:
    members = list_members(viewer, household.pk, on)
    head = next((m for m in members if m["is_head"]), None)
    name = head["name"] if head else household.number
    return {"members": members, "address": household.address, "addressee": name}


def _appeal(area: str, on: date, office: OfficeLines) -> dict[str, Any]:
    """The two ways of the law, with their periods."""
    months = figure_of("litigation_months", area, on)
    return {
        "days": days_of("reconsideration_filing_days", area, on)[0],
        "months": int(months.figure) if months else "",
        "to": office.reconsideration,
        "court": office.court,
    }


def _of_case(viewer: Viewer, case: Case, on: date) -> dict[str, Any]:
    application, procedure = case.application, procedure_of(case)
    household = _of_household(viewer, case.household, on)
    applicant: Person | None = case.person or (application.applicant if application else None)
    last = case.steps.order_by("-seq").first()
    clocks = running_clocks(viewer, case)
    return {
        **household,
        "addressee": applicant.name if applicant else household["addressee"],
        "identity": applicant.identity_shown if applicant else "",
        "case": case.number,
        "programmes": [p.label.zh for p in map(get_rulebook_programme, case.programmes) if p],
        "procedure": procedure.label.zh,
        "applied": format_date(application.applied_on if application else case.opened_on),
        "accepted": format_date(case.accepted_on or on),
        "receipt": application.receipt if application else "",
        "receipt_link": link_of_receipt(application.receipt) if application else "",
        "missing": missing_papers(viewer, application),
        "reason": last.note if last else "",
        "law": "；".join(cite_all([procedure.actions[last.action].law], on))
        if last and last.action in procedure.actions
        else "",
        "basis": [t.zh for t in procedure.basis],
        "clocks": clocks,
        "whole": next((c for c in clocks if c["name"].startswith(("whole", "decision"))), None),
    }


def _of_decision(viewer: Viewer, case: Case, decision: Decision | None, on: date) -> dict[str, Any]:
    if decision is None:
        return {"granted": [], "refused": [], "laws": [], "decided": format_date(on)}
    steps = steps_of_results(viewer, case, decision.on, decision.results)
    names = dict(Person.objects.filter(pk__in=[r["person"] for r in decision.results if r.get("person")]).values_list("pk", "name"))  # fmt: skip
    told = [
        outcome_in_words(result, names.get(result.get("person"), ""), result.get("steps") or found)
        for result, found in zip(decision.results, steps, strict=True)
        if _is_told(case, decision, result)
    ]
    action = procedure_of(case).actions
    own = [a.law for a in action.values() if a.form == "decision" or a.name == case.state]
    laws = [law for o in told for law in (s["law"] for s in o["steps"]) if law]
    return {
        "granted": [o for o in told if o["is_granted"]],
        "refused": [o for o in told if not o["is_granted"]],
        "laws": cite_all([*laws, *own], decision.on),
        "decided": format_date(decision.on),
        "differs": decision.differs_because,
        "decision_reason": decision.reason,
    }


def _is_told(case: Case, decision: Decision, result: dict[str, Any]) -> bool:
    """What is granted, and what the family asked for and does not get. A family that gets Dibao is not told of the ten other
    things that the procedure looked at on its way."""
    if result["verdict"] == "eligible":
        return True
    asked = set(case.about.get("asked_for") or ())
    person = result.get("person")
    if asked:
        return (f"{result['programme']}:{person}" if person else result["programme"]) in asked
    return not any(r["verdict"] == "eligible" for r in decision.results)
