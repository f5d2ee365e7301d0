"""Reading the trail: for whoever answers for it, and for residents who ask who looked at their file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.audit import action_text, list_actions, list_looks
from doudi.foundation.clock import CHINA
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent, AuditSeal
from doudi.units.text import Text

LONGEST_NUMBER = 18  # digits that a bigint always holds


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which events: by whom (name as the trail has it), what (an action's key), from which day to which, of which number.

    `number`: of a person, a household or whatever else an action was about.
    """

    actor: str = ""
    action: str = ""
    first_day: date | None = None
    last_day: date | None = None
    number: str = ""

    def given(self) -> dict[str, str]:
        """What was asked for, as the trail keeps it."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: str(value) for name, value in values if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a resident's file: when, who, under which posting's role and place, at what, why."""

    at: datetime
    name: str
    role: Text | None
    area_code: str
    action: Text
    reason: str


def list_events(viewer: Viewer, wanted: TrailFilter) -> QuerySet[AuditEvent]:
    """The events of the viewer's area and those of the installation itself (backups, keys), the newest first."""
    permit(viewer, "audit.view")
    return _readable(viewer).filter(_condition(wanted)).order_by("-pk")


def access_event_for_view(viewer: Viewer, event_id: int) -> AuditEvent:
    """Raises Http404 outside the viewer's area."""
    permit(viewer, "audit.view")
    return get_object_or_404(_readable(viewer), pk=event_id)


def get_seal_number(event: AuditEvent) -> int | None:
    """Where in the chain the event is sealed; None: not yet."""
    return AuditSeal.objects.filter(event_id=event.pk).values_list("seq", flat=True).first()


def list_lookers(
    viewer: Viewer,
    *,
    person_id: int | None = None,
    household_id: int | None = None,
    first_day: date | None = None,
    most: int = 200,
) -> list[Look]:
    """Who looked at a person's file, or at a household's, the newest first. Given both: either of them."""
    permit(viewer, "disclosure.view")
    if person_id is None and household_id is None:
        raise ValueError("of whom? give a person, a household or both")
    whose = Q()
    if person_id is not None:
        whose |= Q(person_id=person_id)
    if household_id is not None:
        whose |= Q(household_id=household_id)
    rows = in_scope(viewer, AuditEvent.objects.filter(whose, action__in=list_looks()))
    if first_day is not None:
        rows = rows.filter(at__gte=_midnight(first_day))
    return [
        Look(
            event.at,
            event.actor,
            Role(event.role).label if event.role else None,
            event.area_code,
            action_text(event.action),
            event.reason,
        )
        for event in rows.order_by("-pk")[:most]
    ]


def list_action_choices() -> list[tuple[str, Text]]:
    """Every action there is, in the order of their keys."""
    return sorted(list_actions().items())


def _readable(viewer: Viewer) -> QuerySet[AuditEvent]:
    of_no_place = AuditEvent.objects.filter(
        area_code="", person_id__isnull=True, household_id__isnull=True
    )
    return in_scope(viewer, AuditEvent.objects.all()) | of_no_place


def _condition(wanted: TrailFilter) -> Q:
    condition = Q()
    if wanted.actor:
        condition &= Q(actor=wanted.actor)
    if wanted.action:
        condition &= Q(action=wanted.action)
    if wanted.number:
        condition &= _about(wanted.number)
    if wanted.first_day:
        condition &= Q(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        condition &= Q(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return condition


def _about(number: str) -> Q:
    about = Q(object_id=number)
    if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
        about |= Q(person_id=int(number)) | Q(household_id=int(number))
    return about


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
