"""Lists of other departments, and the leads that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from doudi.casework.domain.lists import list_kinds
from doudi.casework.models import Award, Lead, ListFile
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.selectors.household_file import FactLine, line_of
from doudi.registry.selectors.persons import list_person_facts
from doudi.units.text import Text

FACTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One column of the list beside what the register has."""

    label: Text
    said: str
    known: str | date | None


def list_list_files(viewer: Viewer) -> QuerySet[ListFile]:
    return in_scope(viewer, ListFile.objects.all()).select_related("document")


def get_list_file(viewer: Viewer, list_id: int) -> ListFile | None:
    rows = list_list_files(viewer).select_related("document", "run", "faults")
    return rows.filter(pk=list_id).first()


def list_leads(viewer: Viewer) -> QuerySet[Lead]:
    """Those to verify come first, the earliest due before the others."""
    rows = in_scope(viewer, Lead.objects.all()).select_related("person")
    return rows.order_by("state", F("due_on").asc(nulls_last=True), "pk")


def list_waiting_leads(viewer: Viewer) -> QuerySet[Lead]:
    """Those on nobody's desk are for whoever may work on leads in the area."""
    rows = in_scope(viewer, Lead.objects.filter(state=Lead.State.open))
    return rows.filter(Q(desk=viewer.posting_id) | Q(desk__isnull=True))


def get_lead(viewer: Viewer, lead_id: int) -> Lead | None:
    rows = in_scope(viewer, Lead.objects.filter(pk=lead_id))
    related = ("person", "household", "award", "case", "list_file", "verified_by__account")
    return rows.select_related(*related).first()


def list_open_leads(viewer: Viewer, household_id: int) -> list[Lead]:
    """Of one household, for whoever may look at leads; else none."""
    if not viewer.may("case.check"):
        return []
    rows = in_scope(viewer, Lead.objects.filter(household=household_id, state=Lead.State.open))
    return list(rows.select_related("person").order_by("pk")[:10])


def said_lines(lead: Lead) -> list[SaidLine]:
    kind, said = list_kinds()[lead.kind], lead.found.get("said", {})
    return [
        SaidLine(c.label, said[c.name], getattr(lead.person, c.known) if c.known else None)
        for c in kind.own
        if c.name in said
    ]


def known_facts(viewer: Viewer, lead: Lead) -> list[FactLine]:
    """What the register has of the same matter, the latest first."""
    names = list_kinds()[lead.kind].facts
    if not names:
        return []
    rows = list_person_facts(viewer, lead.person).filter(name__in=names)[:FACTS_SHOWN]
    return [line_of(row, set(), {}, {}) for row in rows]


def awards_of_lead(viewer: Viewer, lead: Lead) -> list[Award]:
    """What the household receives and the person with it."""
    rows = in_scope(viewer, Award.objects.filter(household=lead.household_id))
    return list(rows.exclude(state=Award.State.ended).order_by("pk")[:10])
