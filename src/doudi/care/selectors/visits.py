"""Visits, what follows from them, and who is to be seen next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from doudi.care.domain.visits import (
    ANSWERS,
    DAYS_BETWEEN,
    KINDS,
    OUTCOMES,
    OWNERS,
    get_care_questions,
)
from doudi.care.models import Assessment, CareFile, CareVisit, CareVisitPhoto, FollowUp
from doudi.care.selectors.levels import level_of_answers
from doudi.casework.models import Visit
from doudi.casework.procedure_values import figure_of
from doudi.foundation.access import Viewer, in_scope
from doudi.units.text import ProblemsError, Text

MOST_SHOWN = 24
MOST_ON_ROUTE = 300
SOON = timedelta(days=7)


def days_between_visits(level: str, area_code: str, on: date) -> int | None:
    """None: the place has not said."""
    found = figure_of(DAYS_BETWEEN[level], area_code, on)
    return None if found is None else int(found.figure)


def levels_for_visits(viewer: Viewer, files: Iterable[CareFile], on: date) -> dict[int, str]:
    """Of each file: the level of the last assessment that was clear, else of the visit before the decision; "" where neither is known."""
    ids = [f.pk for f in files]
    last = Assessment.objects.filter(file=OuterRef("pk")).exclude(level="").order_by("-on", "-pk")
    seen = Visit.objects.filter(case=OuterRef("award__given_by__case")).exclude(indicators={})
    rows = in_scope(viewer, CareFile.objects.filter(pk__in=ids)).annotate(
        assessed=Subquery(last.values("level")[:1]),
        decided=Subquery(seen.order_by("-on").values("indicators")[:1]),
    )
    return {
        row.pk: row.assessed or _level_of(row.decided, row.area_code, on)
        for row in rows.only("pk", "area_code")
    }


def _level_of(indicators: Mapping[str, str] | None, area_code: str, on: date) -> str:
    if not indicators:
        return ""
    try:
        return level_of_answers(indicators, area_code, on).level or ""
    except ProblemsError:  # the law of that day knows no levels
        return ""


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A visit in words, as far as the viewer may read it."""

    visit: CareVisit
    kind: Text
    outcome: Text
    may_read: bool
    lines: list[tuple[Text, Text, str, str]]  # what, answer, its key, the note
    photos: list[CareVisitPhoto]
    follow_ups: list[FollowUp]


def list_visits(viewer: Viewer, file: CareFile) -> list[ToldVisit]:
    """The latest first. What was found is for those who work on whole files, and for whoever wrote it."""
    rows = in_scope(viewer, CareVisit.objects.filter(file=file)).order_by("-at", "-pk")
    rows = rows.prefetch_related("photos__document", "follow_ups")[:MOST_SHOWN]
    return [_tell(viewer, visit) for visit in rows]


def _tell(viewer: Viewer, visit: CareVisit) -> ToldVisit:
    may_read = viewer.may("register.sensitive") or (
        viewer.posting_id is not None and visit.recorded_by_id == viewer.posting_id
    )
    lines = [
        (q.label, q.answers[answer], answer, visit.notes.get(q.name, ""))
        for q in get_care_questions()
        if (answer := visit.answers.get(q.name)) in ANSWERS
    ]
    return ToldVisit(
        visit,
        KINDS[visit.kind],
        OUTCOMES[visit.outcome],
        may_read,
        lines if may_read else [],
        list(visit.photos.all()) if may_read else [],
        list(visit.follow_ups.all()) if may_read else [],
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """People to be seen at one time: overdue, today, this week."""

    label: Text
    is_late: bool
    files: list[CareFile]


def list_to_visit(viewer: Viewer, on: date) -> list[Stage]:
    """Who is to be seen by the end of the week, overdue first; each stage village by village and door by door, so that it is a route."""
    rows = in_scope(viewer, CareFile.objects.filter(closed_on__isnull=True))
    rows = rows.filter(visit_due__lte=on + SOON).select_related("person", "household")
    found = list(rows.order_by("visit_due", "area_code", "pk")[:MOST_ON_ROUTE])
    found.sort(key=lambda f: (f.area_code, f.household.address, f.visit_due, f.pk))
    stages = (
        Stage(Text("该看望了", "overdue"), True, [f for f in found if _due(f) < on]),
        Stage(Text("今天", "today"), False, [f for f in found if _due(f) == on]),
        Stage(Text("7天内", "within 7 days"), False, [f for f in found if _due(f) > on]),
    )
    return [stage for stage in stages if stage.files]


def _due(file: CareFile) -> date:
    assert file.visit_due is not None
    return file.visit_due


def due_visits(viewer: Viewer, on: date) -> list[date]:
    """The days by which people of the viewer's area were or are to be seen, up to today."""
    rows = in_scope(viewer, CareFile.objects.filter(closed_on__isnull=True, visit_due__lte=on))
    return list(rows.order_by("visit_due").values_list("visit_due", flat=True))


def list_follow_ups(viewer: Viewer) -> QuerySet[FollowUp]:
    """Overdue first. A village sees what is its own, and what it wrote itself."""
    rows = in_scope(viewer, FollowUp.objects.all())
    if not viewer.may("register.sensitive"):
        own = Q(visit__recorded_by=viewer.posting_id) if viewer.posting_id else Q(pk__in=[])
        rows = rows.filter(Q(owner=FollowUp.Owner.village) | own)
    rows = rows.select_related("visit__file__person")
    return rows.order_by(F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def list_open_follow_ups(viewer: Viewer) -> QuerySet[FollowUp]:
    return list_follow_ups(viewer).filter(done_on__isnull=True, visit__file__closed_on__isnull=True)


def get_follow_up(viewer: Viewer, follow_up_id: int) -> FollowUp | None:
    rows = list_follow_ups(viewer).select_related("visit__file__household")
    return rows.filter(pk=follow_up_id).first()


def about_words(about: str) -> Text:
    """What a follow-up is about."""
    labels = {q.name: q.label for q in get_care_questions()}
    return labels.get(about, Text("自理能力可能有变化", "self-care may have changed"))


def owner_words(owner: str) -> Text:
    return OWNERS[owner]
