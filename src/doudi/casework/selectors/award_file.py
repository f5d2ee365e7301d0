"""All that the page of one award shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doudi.casework.models import Award, Case, Decision
from doudi.casework.selectors.awards import list_awards, months_of
from doudi.casework.services.reviews import REVIEW
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Membership
from doudi.units.dates import Month

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class AwardFile:
    """`months`: the latest that were or will be due by today, newest first. `others`: of the same household."""

    award: Award
    head: str
    months: list[tuple[Month, int]]
    others: list[Award]
    reviews: list[Case]
    decision: Decision | None

    @property
    def open_review(self) -> Case | None:
        return next((case for case in self.reviews if case.is_open), None)


def get_award_file(viewer: Viewer, award: Award, on: date) -> AwardFile:
    others = list_awards(viewer, household=award.household_id).exclude(pk=award.pk)
    reviews = in_scope(viewer, Case.objects.filter(award=award, procedure=REVIEW))
    return AwardFile(
        award,
        heads_of(viewer, [award.household_id]).get(award.household_id, award.household.number),
        months_of(award, on)[-MONTHS_SHOWN:][::-1],
        list(others[:20]),
        list(reviews.order_by("-pk")[:10]),
        award.given_by,
    )


def heads_of(viewer: Viewer, households: Iterable[int]) -> dict[int, str]:
    """The names of the heads, by household."""
    rows = in_scope(
        viewer,
        Membership.objects.filter(
            household__in=list(households), relation="head", valid_to__isnull=True
        ),
    )
    return dict(rows.values_list("household_id", "person__name"))
