"""Reading households and their members, within the viewer's area."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Household, Membership, Supporter


def get_household(viewer: Viewer, household_id: int) -> Household | None:
    """None: there is none in the viewer's area."""
    found = in_scope(viewer, Household.objects.all()).filter(pk=household_id)
    return found.select_related("merged_into", "split_from").first()


def holds_on(day: date | None) -> Q:
    """Dated rows that hold on a day, or, without one, now and until further notice."""
    if day is None:
        return Q(valid_to__isnull=True)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def list_members(
    viewer: Viewer, household: Household, on: date | None = None
) -> QuerySet[Membership]:
    """Memberships with their persons, in the household's order; those of a day, or the present ones."""
    rows = in_scope(viewer, Membership.objects.filter(holds_on(on), household=household))
    return rows.select_related("person").order_by("position", "pk")


def ids_around(viewer: Viewer, household: Household) -> tuple[list[int], list[int]]:
    """Its present members' and all its supporters' ids. Asked beforehand: an index serves a list of ids, not a subquery in an OR."""
    members = Membership.objects.filter(household=household, valid_to__isnull=True)
    supporters = Supporter.objects.filter(household=household)
    return (
        list(in_scope(viewer, members).values_list("person_id", flat=True)),
        list(in_scope(viewer, supporters).values_list("pk", flat=True)),
    )
