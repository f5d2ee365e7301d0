"""Decisions, opinions, draws; and what a decider looks at before deciding."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from doudi.casework.models import Case, Decision, Draw, Opinion, SpotCheck, Visit
from doudi.foundation.access import Viewer, in_scope

SHOWN_DRAWS = 50


def list_decisions(viewer: Viewer, case: Case) -> QuerySet[Decision]:
    return in_scope(viewer, Decision.objects.filter(case=case)).defer("record").order_by("pk")


def list_opinions(viewer: Viewer, case: Case) -> QuerySet[Opinion]:
    return in_scope(viewer, Opinion.objects.filter(case=case)).order_by("pk")


def get_decision(viewer: Viewer, decision_id: int) -> Decision | None:
    rows = in_scope(viewer, Decision.objects.filter(pk=decision_id))
    return rows.select_related("case__household", "law").first()


def list_draws(viewer: Viewer) -> list[Draw]:
    rows = in_scope(viewer, Draw.objects.filter(kind=Draw.Kind.spot_check))
    return list(rows.order_by("-pk")[:SHOWN_DRAWS])


def get_draw(viewer: Viewer, draw_id: int) -> Draw | None:
    return in_scope(viewer, Draw.objects.filter(pk=draw_id)).first()


def list_spot_checks(viewer: Viewer) -> QuerySet[SpotCheck]:
    """Those that wait first, by their limit."""
    rows = in_scope(viewer, SpotCheck.objects.filter(draw__kind=Draw.Kind.spot_check))
    return rows.select_related("case__household", "case__application__applicant", "draw").order_by(
        "done_on", "due_on", "pk"
    )


def list_inspections(viewer: Viewer) -> list[Draw]:
    """Double random draws, the newest first, with their checks."""
    checks = in_scope(viewer, SpotCheck.objects.all()).select_related(
        "case__household", "inspector__account"
    )
    rows = in_scope(viewer, Draw.objects.filter(kind=Draw.Kind.double_random))
    prefetch = Prefetch("checks", checks.order_by("area_code", "pk"))
    return list(rows.prefetch_related(prefetch).order_by("-pk")[:SHOWN_DRAWS])


def get_inspection(viewer: Viewer, check_id: int) -> SpotCheck | None:
    rows = SpotCheck.objects.filter(draw__kind=Draw.Kind.double_random, pk=check_id)
    found = in_scope(viewer, rows)
    return found.select_related(
        "case__household", "case__application__applicant", "draw", "inspector__account"
    ).first()


def get_spot_check(viewer: Viewer, check_id: int) -> SpotCheck | None:
    return list_spot_checks(viewer).filter(pk=check_id).first()


def get_open_spot_check(viewer: Viewer, case: Case) -> SpotCheck | None:
    """The case was drawn, and what was found is not written yet."""
    return list_spot_checks(viewer).filter(case=case, done_on__isnull=True).first()


def get_checking_visit(viewer: Viewer, check: SpotCheck) -> Visit | None:
    """The last visit by the level that decides, since the case was drawn."""
    rows = in_scope(viewer, Visit.objects.filter(case=check.case, on__gte=check.draw.on))
    kinds = (Visit.Kind.spot_check, Visit.Kind.decider)
    return rows.filter(kind__in=kinds, nobody_home=False).order_by("-at", "-pk").first()
