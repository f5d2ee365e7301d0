"""Cases and awards of one household, as a part of its page in the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from doudi.casework.case_words import state_text, subject_text
from doudi.casework.models import Case
from doudi.casework.selectors.awards import list_awards
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.models import Household

MOST = 20


def build_household_part(viewer: Viewer, household: Household, on: date) -> dict[str, Any] | None:
    """What of it the page itself has: the list is fetched after it. None: not for this viewer."""
    if not viewer.may("case.view"):
        return None
    return {"household": household, "apply_url": _apply_url(viewer, household)}


def list_household_cases(viewer: Viewer, household: Household) -> dict[str, Any]:
    cases = in_scope(viewer, Case.objects.filter(household=household)).order_by("-is_open", "-opened_on", "-pk")  # fmt: skip
    labels = get_rulebook().programmes
    awards = list_awards(viewer, household=household.pk)[:MOST]
    return {
        "cases": [(c, subject_text(c), state_text(c)) for c in cases[:MOST]],
        "awards": [(a, labels[a.programme].label) for a in awards if a.programme in labels],
    }


def _apply_url(viewer: Viewer, household: Household) -> str:
    if not viewer.may("case.open") or household.state != Household.State.active:
        return ""
    return reverse("casework:intake_applicant", args=[household.pk])
