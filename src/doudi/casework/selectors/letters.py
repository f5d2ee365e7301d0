"""Letters: of a case, those that wait for somebody, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from doudi.casework.domain.offices import office_area
from doudi.casework.models import Application, Case, Clock, Letter, PapersNotice, ScannedPage
from doudi.casework.papers import LETTER_KINDS
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Run
from doudi.law.cn.facts import RELATIONS
from doudi.registry.models import Document, Membership
from doudi.units.dates import format_date

UNSIGNED = [kind for kind, about in LETTER_KINDS.items() if not about["sign"]]
OPEN = (Letter.State.draft, Letter.State.checked, Letter.State.signed)
_ROW = ("case", "household", "person", "drafted_by__account", "checked_by__account", "signed_by__account")  # fmt: skip


class Waiting(NamedTuple):
    count: int
    since: datetime | None
    due: date | None


def get_letter(viewer: Viewer, letter_id: int) -> Letter | None:
    rows = in_scope(viewer, Letter.objects.filter(pk=letter_id))
    return rows.select_related(
        *_ROW, "case__household", "case__application__applicant", "case__person", "decision", "scan"
    ).first()


def list_letters_of_case(viewer: Viewer, case: Case) -> QuerySet[Letter]:
    return in_scope(viewer, Letter.objects.filter(case=case)).order_by("-pk")


def list_letters(viewer: Viewer) -> QuerySet[Letter]:
    """All that are not void, the nearest limit first; each with `shown_name`: whom it is about."""
    rows = in_scope(viewer, Letter.objects.exclude(state=Letter.State.void))
    who = Coalesce("person__name", "case__person__name", "case__application__applicant__name")
    return (
        rows.annotate(shown_name=who)
        .select_related(*_ROW)
        .order_by(F("serve_by").asc(nulls_last=True), "pk")
    )


def _waits(viewer: Viewer, what: str) -> Q:
    """A letter that this viewer's office has still to check, sign, serve or hand out."""
    own = Q(office_area=office_area(viewer.area_code) if viewer.area_code else "")
    return {
        "check": Q(state=Letter.State.draft)
        & ~Q(kind__in=UNSIGNED)
        & own
        & ~Q(drafted_by__account=viewer.account_id, drafted_by__isnull=False),
        "sign": Q(state=Letter.State.checked)
        & own
        & ~Q(checked_by__account=viewer.account_id, checked_by__isnull=False),
        "serve": Q(state=Letter.State.signed),
        "hand_out": Q(state=Letter.State.draft, kind__in=UNSIGNED),
    }[what]


def waiting_for(viewer: Viewer, what: str) -> QuerySet[Letter]:
    """What a viewer's office has still to do: "check", "sign", "serve" or "hand_out"."""
    return list_letters(viewer).filter(_waits(viewer, what))


def count_waiting(viewer: Viewer, whose: Iterable[str]) -> dict[str, Waiting]:
    """How many wait, since when, until when: for each thing to do, in one query."""
    asked: dict[str, Any] = {}
    for what in whose:
        waits = _waits(viewer, what)
        asked[f"{what}_count"] = Count("pk", filter=waits)
        asked[f"{what}_since"] = Min("drafted_at", filter=waits)
        asked[f"{what}_due"] = Min("serve_by", filter=waits)
    if not asked:
        return {}
    open_ones = in_scope(viewer, Letter.objects.filter(state__in=OPEN))
    told = open_ones.aggregate(**asked)
    return {w: Waiting(told[f"{w}_count"], told[f"{w}_since"], told[f"{w}_due"]) for w in whose}


def list_members(viewer: Viewer, household_id: int, on: date) -> list[dict[str, Any]]:
    """Who belongs to the household on a day: name, relation, masked number."""
    rows = Membership.objects.filter(household_id=household_id)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))  # fmt: skip
    return [
        {
            "name": m.person.name,
            "relation": RELATIONS.get(m.relation, (m.relation,))[0],
            "identity": m.person.identity_shown,
            "is_head": m.relation == "head",
        }
        for m in in_scope(viewer, rows).select_related("person").order_by("position", "pk")
    ]


def missing_papers(viewer: Viewer, application: Application | None) -> dict[str, Any]:
    """What the one notice lists, and by when."""
    rows = in_scope(viewer, PapersNotice.objects.filter(application=application))
    found = rows.first() if application else None
    if found is None:
        return {"items": [], "answer_by": ""}
    return {
        "items": [str(item.get("zh", "")) for item in found.items],
        "answer_by": format_date(found.answer_by) if found.answer_by else "",
        "told": format_date(found.told_on),
    }


def running_clocks(viewer: Viewer, case: Case) -> list[dict[str, Any]]:
    """The limits that run, in the words of a letter."""
    rows = in_scope(viewer, Clock.objects.filter(case=case, ended_on=None, kind=Clock.Kind.limit))
    units = {"working_days": "个工作日", "calendar_days": "日"}
    return [
        {"name": c.name, "days": f"{c.days}{units[c.unit]}", "due": format_date(c.due_on)}
        for c in rows.order_by("due_on")
    ]


def find_letter(viewer: Viewer, code: str) -> Letter | None:
    """The letter that bears a code, in the viewer's area."""
    return in_scope(viewer, Letter.objects.filter(code=code)).select_related("household").first()


def list_waiting_pages(viewer: Viewer) -> QuerySet[ScannedPage]:
    """Scanned pages that nobody has filed, the oldest first."""
    rows = ScannedPage.objects.filter(state=ScannedPage.State.waiting)
    return in_scope(viewer, rows).select_related("document").order_by("pk")


def list_pages_of(viewer: Viewer, document_ids: list[int]) -> QuerySet[ScannedPage]:
    rows = ScannedPage.objects.filter(document__in=document_ids)
    return (
        in_scope(viewer, rows)
        .select_related("document", "letter__case")
        .order_by("document_id", "page", "pk")
    )


def get_page(viewer: Viewer, page_id: int) -> ScannedPage | None:
    rows = in_scope(viewer, ScannedPage.objects.filter(pk=page_id))
    return rows.select_related("document").first()


def get_batch(viewer: Viewer, run_id: int) -> Run | None:
    return in_scope(viewer, Run.objects.filter(pk=run_id, kind="casework.letters.print")).first()


def list_batch_document(viewer: Viewer, run: Run) -> Document | None:
    """The finished file of a batch."""
    rows = Document.objects.filter(pk=run.params.get("document"))
    return in_scope(viewer, rows).first()


def list_printable(viewer: Viewer) -> QuerySet[Letter]:
    """Signed but not served, and papers that nobody signs."""
    wanted = Q(state=Letter.State.signed) | Q(state=Letter.State.draft, kind__in=UNSIGNED)
    return list_letters(viewer).filter(wanted)
