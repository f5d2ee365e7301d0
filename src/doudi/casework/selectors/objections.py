"""Objections: one, those that wait for an answer, those of a case."""

from __future__ import annotations

from django.db.models import F, QuerySet

from doudi.casework.models import Case, Notice, Objection
from doudi.foundation.access import Viewer, in_scope


def get_objection(viewer: Viewer, objection_id: int) -> Objection | None:
    rows = in_scope(viewer, Objection.objects.filter(pk=objection_id))
    return rows.select_related("case", "notice", "answered_by__account").first()


def get_objection_by_token(viewer: Viewer, token: str) -> Objection | None:
    """For whoever holds the address of its page: the one who objected."""
    return in_scope(viewer, Objection.objects.filter(token=token)).select_related("case").first()


def list_objections(viewer: Viewer) -> QuerySet[Objection]:
    """The open ones first, by when they must be answered."""
    rows = in_scope(viewer, Objection.objects.select_related("case"))
    return rows.order_by(F("answered_on").desc(nulls_first=True), "answer_by", "pk")


def list_open_objections(viewer: Viewer) -> QuerySet[Objection]:
    return list_objections(viewer).filter(answered_on__isnull=True)


def list_objections_of_case(viewer: Viewer, case: Case) -> QuerySet[Objection]:
    rows = in_scope(viewer, Objection.objects.filter(case=case))
    return rows.order_by("-received_on", "-pk")


def list_objections_of_notice(viewer: Viewer, notice: Notice) -> QuerySet[Objection]:
    rows = in_scope(viewer, Objection.objects.filter(notice=notice))
    return rows.order_by("-received_on", "-pk")
