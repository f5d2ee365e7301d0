"""Care files as pages and services find them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from doudi.care.domain.groups import GROUP_OF_PROGRAMME
from doudi.care.models import Assessment, CareFile, ConditionReport
from doudi.casework.models import Award
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Membership


def list_files(viewer: Viewer) -> QuerySet[CareFile]:
    """With the level of the last assessment; who is due first stands first."""
    rows = in_scope(viewer, CareFile.objects.all())
    return rows.select_related("person", "household").order_by(
        F("closed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )


def get_file(viewer: Viewer, file_id: int) -> CareFile | None:
    return list_files(viewer).select_related("award").filter(pk=file_id).first()


def list_assessments(viewer: Viewer, file: CareFile) -> QuerySet[Assessment]:
    """The latest first, with their pictures."""
    rows = in_scope(viewer, Assessment.objects.filter(file=file))
    return rows.select_related("review").prefetch_related("papers__document").order_by("-on", "-pk")


def get_assessment(viewer: Viewer, assessment_id: int) -> Assessment | None:
    rows = in_scope(viewer, Assessment.objects.filter(pk=assessment_id))
    return rows.select_related("file__person", "file__household", "review").first()


def list_open_reports(viewer: Viewer, file: CareFile | None = None) -> QuerySet[ConditionReport]:
    rows = in_scope(viewer, ConditionReport.objects.filter(answered_by__isnull=True))
    rows = rows if file is None else rows.filter(file=file)
    return rows.select_related("file__person").order_by("due_on", "pk")


def list_awards_without_file(viewer: Viewer) -> QuerySet[Award]:
    """People whom a decision says must be looked after, and for whom nobody has opened a file."""
    rows = in_scope(viewer, Award.objects.filter(programme__in=GROUP_OF_PROGRAMME))
    rows = rows.exclude(state=Award.State.ended).filter(person__isnull=False)
    there = CareFile.objects.filter(person=OuterRef("person"), closed_on__isnull=True)
    return (
        rows.exclude(Exists(there)).select_related("household", "given_by").order_by("person", "pk")
    )


def is_member(viewer: Viewer, household_id: int, person_id: int) -> bool:
    rows = Membership.objects.filter(
        household=household_id, person=person_id, valid_to__isnull=True
    )
    return in_scope(viewer, rows).exists()


@dataclass(frozen=True, slots=True)
class Cover:
    """One village: its open files, how many people of them were assessed within the time, are overdue, and who has no file yet.

    `unseen`: whose visit is overdue; `never_seen`: of them, whom no visit has ever met; `unsaid`: for whom the place has not said
    how often.
    """

    area_code: str
    files: int
    overdue: int
    never: int
    unseen: int
    never_seen: int
    unsaid: int
    without: int

    @property
    def in_time(self) -> int:
        return self.files - self.overdue

    @property
    def seen_in_time(self) -> int:
        return self.files - self.unseen - self.unsaid


def cover_by_village(viewer: Viewer, on: date) -> list[Cover]:
    """Where most is missing first."""
    files = in_scope(viewer, CareFile.objects.filter(closed_on__isnull=True))
    rows = (
        files.values("area_code")
        .annotate(
            files=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=on)),
            never=Count("pk", filter=Q(due_for="first")),
            unseen=Count("pk", filter=Q(visit_due__lt=on)),
            never_seen=Count("pk", filter=Q(visit_due__lt=on, seen_on__isnull=True)),
            unsaid=Count("pk", filter=Q(visit_due__isnull=True)),
        )
        .order_by("area_code")
    )
    missing = (
        list_awards_without_file(viewer)
        .order_by("area_code")
        .values("area_code")
        .annotate(without=Count("person", distinct=True))
    )
    without = {row["area_code"]: row["without"] for row in missing}
    found = {
        row["area_code"]: Cover(**row, without=without.pop(row["area_code"], 0)) for row in rows
    }
    found |= {area: Cover(area, 0, 0, 0, 0, 0, 0, count) for area, count in without.items()}
    return sorted(found.values(), key=lambda c: (-c.without - c.overdue - c.unseen, c.area_code))


def last_assessed(viewer: Viewer, files: list[int]) -> dict[int, date]:
    rows = in_scope(viewer, Assessment.objects.filter(file__in=files))
    return dict(rows.values_list("file").annotate(last=Max("on")))
