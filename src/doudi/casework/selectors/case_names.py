"""Whom a case is about, for lists: asked once for all rows of a page."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from doudi.casework.models import Case
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Membership


def with_names(viewer: Viewer, rows: QuerySet[Case]) -> list[Any]:
    """The cases, each with `shown_name`: the person it is about, else the applicant, else the head of the household. Of the
    people nothing else is read."""
    about = Coalesce("person__name", "application__applicant__name")
    found: list[Any] = list(rows.annotate(shown_name=about, home_number=F("household__number")))
    headless = [case for case in found if case.shown_name is None]
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
            case.shown_name = by_home.get(case.household_id, case.home_number)
    return found
