"""Notices: one, what hangs in a village, what waits to be posted, and what the public may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from doudi.casework.models import Case, Notice, Opinion
from doudi.casework.procedure_book import get_procedures
from doudi.foundation.access import Viewer, in_scope

#: The page on which a procedure's notice is posted, by the name that procedures use.
FORM = "notice"


def get_notice(viewer: Viewer, notice_id: int) -> Notice | None:
    rows = in_scope(viewer, Notice.objects.filter(pk=notice_id))
    return rows.select_related("case__household", "photo", "posted_by__account").first()


def get_notice_by_token(viewer: Viewer, token: str) -> Notice | None:
    """For whoever holds the address of one notice."""
    return in_scope(viewer, Notice.objects.filter(token=token)).select_related("case").first()


def list_notices(viewer: Viewer, *, area: str = "") -> QuerySet[Notice]:
    """Everything that hangs or is drafted, newest first, with the number of open objections."""
    rows = in_scope(viewer, Notice.objects.exclude(state=Notice.State.void))
    if area:
        rows = rows.filter(area_code=area)
    is_open = Q(objections__answered_on__isnull=True)
    rows = rows.annotate(
        open_objections=Count("objections", filter=is_open & Q(objections__isnull=False))
    )
    return rows.select_related("case").order_by("-posted_on", "-pk")  # fmt: skip


def list_notices_of_case(viewer: Viewer, case: Case) -> QuerySet[Notice]:
    return in_scope(viewer, Notice.objects.filter(case=case)).order_by("-pk")


def get_hanging(viewer: Viewer, case: Case) -> Notice | None:
    """The preliminary notice of a case that was posted and not taken back."""
    rows = list_notices_of_case(viewer, case).filter(kind=Notice.Kind.preliminary)
    return rows.filter(state__in=Notice.HANGS).first()


def list_on_poster(viewer: Viewer, notice: Notice) -> list[Notice]:
    """What is printed on one sheet: posted (or drafted) in one village for one day, of one kind and one office."""
    rows = in_scope(viewer, Notice.objects.filter(area_code=notice.area_code, kind=notice.kind))
    rows = rows.filter(posted_on=notice.posted_on, days=notice.days)
    same = [notice.state] if notice.state == Notice.State.draft else [*Notice.HANGS]
    where = (notice.shown.get("office"), notice.shown.get("phone"))
    found = rows.filter(state__in=same).order_by("pk")
    return [n for n in found if (n.shown.get("office"), n.shown.get("phone")) == where]


def list_public(viewer: Viewer, area: str, on: date) -> list[Notice]:
    """What a village's page shows on a day."""
    rows = in_scope(viewer, Notice.objects.filter(area_code=area, state__in=Notice.HANGS))
    rows = rows.filter(posted_on__lte=on, expires_on__gte=on).select_related("case")
    return [n for n in rows.order_by("kind", "-posted_on", "pk") if is_public(n, on)]


def is_public(notice: Notice, on: date) -> bool:
    """Posted, not taken back, not expired; and its case neither withdrawn nor refused: then nobody's business any more."""
    if notice.state not in Notice.HANGS or notice.posted_on is None or notice.expires_on is None:
        return False
    if not notice.posted_on <= on <= notice.expires_on:
        return False
    case = notice.case
    return case is None or case.is_open or outcome_of(case) == "granted"


def outcome_of(case: Case) -> str:
    """granted, refused, closed; "" while it is open."""
    return get_procedures().version(case.procedure, case.procedure_version).states[case.state].outcome  # fmt: skip


def list_to_post(viewer: Viewer, *, area: str = "") -> list[Case]:
    """Open cases whose opinion is to grant, and that wait for their notice."""
    waits = Q(pk__in=[])
    for procedure in get_procedures():
        for action in procedure.actions.values():
            if action.form == FORM:
                version = {"procedure": procedure.name, "procedure_version": procedure.version}
                waits |= Q(**version, state__in=action.sources)
    rows = in_scope(viewer, Case.objects.filter(waits, is_open=True))
    if area:
        rows = rows.filter(area_code=area)
    found = rows.select_related("application__applicant", "household", "person")
    cases = list(found.order_by("area_code", "next_due", "pk"))
    grants = _granting(cases)
    return [c for c in cases if c.pk in grants]


def _granting(cases: Iterable[Case]) -> set[int]:
    """Whose last opinion is to grant."""
    last = Opinion.objects.filter(case__in=[c.pk for c in cases]).order_by("case_id", "-pk")
    return {o.case_id for o in last.distinct("case_id") if o.is_to_grant}


def last_phone(viewer: Viewer, area: str) -> str:
    """The telephone that the last notice of this township gave; "" before the first."""
    rows = in_scope(
        viewer, Notice.objects.filter(area_code__startswith=area[:9], kind=Notice.Kind.preliminary)
    )
    found = rows.order_by("-pk").values_list("shown__phone", flat=True).first()
    return found or ""
