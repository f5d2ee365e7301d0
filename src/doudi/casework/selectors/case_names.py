"""Whom a case is about, for lists: asked once for all rows of a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from doudi.casework.models import Case
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Membership


def with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("person", "application__applicant", "household")


def names_of(viewer: Viewer, cases: Sequence[Case]) -> dict[int, str]:
    """By case: the person it is about, else the applicant, else the head of the household. Rows come `with_people`."""
    found, headless = {}, []
    for case in cases:
        person = case.person or (case.application.applicant if case.application else None)
        if person is not None:
            found[case.pk] = person.name
        else:
            headless.append(case)
    if headless:
        heads = in_scope(
            viewer,
            Membership.objects.filter(
                household__in=[c.household_id for c in headless],
                relation="head",
                valid_to__isnull=True,
            ),
        )
        by_home = dict(heads.values_list("household_id", "person__name"))
        for case in headless:
            found[case.pk] = by_home.get(case.household_id, case.household.number)
    return found
