"""Applications: one, those not yet handed in, and what stands in the way of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from doudi.casework.models import Application, Award, Case, Consent
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Household, Membership
from doudi.units.dates import completed_years

ADULT = 18  # Civil Code art. 17


def get_application(viewer: Viewer, application_id: int) -> Application | None:
    rows = in_scope(viewer, Application.objects.filter(pk=application_id))
    return rows.select_related("household", "applicant").first()


def list_drafts(viewer: Viewer) -> QuerySet[Application]:
    """Begun and not handed in, the latest first."""
    rows = in_scope(viewer, Application.objects.filter(state=Application.State.draft))
    return rows.select_related("applicant", "household").order_by("-opened_at")


def list_cases_of(viewer: Viewer, application: Application) -> QuerySet[Case]:
    rows = in_scope(viewer, Case.objects.filter(application=application))
    return rows.select_related("person").order_by("pk")


def list_consents(viewer: Viewer, application: Application) -> QuerySet[Consent]:
    """Those that stand and those withdrawn, the latest first."""
    rows = in_scope(viewer, Consent.objects.filter(application=application))
    return rows.select_related("person").order_by("-pk")


def adults_of(viewer: Viewer, household: Household, on: Any) -> list[Membership]:
    """Living members who sign for themselves; whose birthday nobody knows counts as an adult."""
    rows = in_scope(
        viewer,
        Membership.objects.filter(
            household=household, valid_to__isnull=True, person__state="active"
        ),
    )
    return [
        m
        for m in rows.select_related("person").order_by("position", "pk")
        if not m.person.is_deceased
        and (m.person.birth_date is None or completed_years(m.person.birth_date, on) >= ADULT)
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a household has already: open cases and awards that run."""

    cases: tuple[Case, ...]
    awards: tuple[Award, ...]

    def case_of(self, procedure: str, person: int | None) -> Case | None:
        """The open case of the same procedure for the same person (None: the household)."""
        return next(
            (c for c in self.cases if c.procedure == procedure and c.person_id == person), None
        )

    def award_of(self, programme: str, person: int | None) -> Award | None:
        return next(
            (a for a in self.awards if a.programme == programme and a.person_id in (person, None)),
            None,
        )


def standing_of(viewer: Viewer, household: Household) -> Standing:
    """Reviews and changes of an award are cases too, but no applications."""
    cases = in_scope(
        viewer, Case.objects.filter(household=household, is_open=True, award__isnull=True)
    )
    awards = in_scope(
        viewer,
        Award.objects.filter(household=household, period=Award.Period.month),
    ).exclude(state=Award.State.ended)
    return Standing(tuple(cases), tuple(awards))


def members_with_hukou(viewer: Viewer, household: Household) -> Iterable[str]:
    """Where the present members' hukou lies; "" not known."""
    rows = in_scope(viewer, Membership.objects.filter(household=household, valid_to__isnull=True))
    return list(rows.values_list("person__hukou_area", flat=True))
