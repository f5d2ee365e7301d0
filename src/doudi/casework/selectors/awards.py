"""Awards: of a household, of a case, and the months that each pays."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from doudi.casework.domain.award_months import Paid, months_paid
from doudi.casework.models import Award, Hold
from doudi.foundation.access import Viewer, in_scope
from doudi.units.dates import Month


def list_awards(
    viewer: Viewer,
    *,
    household: int | None = None,
    person: int | None = None,
    decision: int | None = None,
    programme: str = "",
) -> QuerySet[Award]:
    """Newest first, with their holds."""
    rows = in_scope(viewer, Award.objects.all()).select_related("person", "household", "given_by")
    for name, value in (
        ("household_id", household),
        ("person_id", person),
        ("given_by_id", decision),
    ):
        if value is not None:
            rows = rows.filter(**{name: value})
    if programme:
        rows = rows.filter(programme=programme)
    holds = in_scope(viewer, Hold.objects.order_by("from_month"))
    return rows.prefetch_related(Prefetch("holds", holds)).order_by("-from_month", "-pk")


def get_award(viewer: Viewer, award_id: int) -> Award | None:
    return list_awards(viewer).filter(pk=award_id).first()


def months_of(award: Award, until: date) -> list[tuple[Month, int]]:
    """(month, fen) that the award pays up to the month of `until`; held months are left out until the hold is lifted."""
    holds = tuple(
        (Month.from_date(h.from_month), Month.from_date(h.until_month))
        for h in award.holds.all()
        if h.lifted_on is None
    )
    paid = Paid(
        award.period,
        award.amount_fen,
        Month.from_date(award.from_month),
        Month.from_date(award.until_month) if award.until_month else None,
        holds,
    )
    return months_paid(paid, Month.from_date(until))
