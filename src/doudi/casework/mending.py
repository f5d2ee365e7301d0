"""What still stands against an action, each with the page on which it is mended. What an action's own form writes is no obstacle to opening it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from doudi.casework.models import Case
from doudi.casework.services.transition import Possible
from doudi.foundation.access import Viewer
from doudi.units.text import Text

#: form → guards that its own rows fulfil.
OWN_ROWS: dict[str, frozenset[str]] = {
    "decision": frozenset({"decided"}),
    "opinion": frozenset({"has_opinion"}),
    "notice": frozenset({"notice_posted"}),
    "cross_check": frozenset({"cross_check_asked"}),
    "appraisal": frozenset({"appraised"}),
    "papers": frozenset({"papers_listed", "papers_answered"}),
}

#: guard → (page, what its address is about, who may open it).
PAGES: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(
        ("visited", "seen_for_review", "relatives_visited", "self_care_assessed"),
        ("casework:visit_family", "case", "case.visit"),
    ),
    **dict.fromkeys(
        ("cross_check_asked", "cross_checked", "dpf_checked"),
        ("casework:cross_check", "case", "case.work"),
    ),
    **dict.fromkeys(("appraised", "appraisal_held"), ("casework:appraisal", "case", "case.work")),
    "spot_check_done": ("casework:draws", "", "case.work"),
    "no_open_objection": ("casework:objections", "", "case.work"),
    "consents_complete": ("casework:application", "application", "case.open"),
    "pledged": ("casework:application", "application", "case.open"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """`url`: "" where no page of the viewer's mends it (a period has to pass, somebody else is to act)."""

    text: Text
    url: str


def open_needs(one: Possible) -> list[tuple[str, Text]]:
    """Guard and sentence, without those that the action's own form fulfils."""
    own = OWN_ROWS.get(one.action.form, frozenset())
    return [(guard, text) for guard, text in one.needs if guard not in own]


def list_missing_of(viewer: Viewer, case: Case, one: Possible) -> list[Missing]:
    return [Missing(text, _page(viewer, case, guard)) for guard, text in open_needs(one)]


def _page(viewer: Viewer, case: Case, guard: str) -> str:
    if guard not in PAGES:
        return ""
    name, about, permission = PAGES[guard]
    if not viewer.may(permission):
        return ""
    if about == "application":
        return reverse(name, args=[case.application_id]) if case.application_id else ""
    return reverse(name, args=[case.pk] if about else [])
