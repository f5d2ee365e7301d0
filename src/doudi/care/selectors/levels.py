"""What level of self-care holds: by the register on a day, and by the figures of the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from doudi.casework.domain.indicators import SelfCare, decide_self_care
from doudi.casework.domain.visit_form import get_indicators
from doudi.casework.procedure_values import days_of, figure_of
from doudi.foundation.access import Viewer
from doudi.registry.facts import known_of_household
from doudi.registry.models import Household


def level_of_answers(answers: Mapping[str, str], area_code: str, on: date) -> SelfCare:
    """Raises ProblemsError: the place's law says nothing of levels on that day."""
    partial, _ = days_of("tekun_partial_from", area_code, on)
    none, _ = days_of("tekun_none_from", area_code, on)
    names = tuple(i.name for i in get_indicators())
    return decide_self_care(answers, names, partial_from=partial, none_from=none)


def level_in_register(
    viewer: Viewer, household: Household, person_id: int, on: date
) -> SelfCare | None:
    """None: the register knows none of the six of this person on that day."""
    known = known_of_household(viewer, household.pk, on).of_persons.get(person_id)
    if known is None:
        return None
    words = {1: "can", 0: "cannot"}
    answers = {
        i.name: words[value]
        for i in get_indicators()
        if (value := known.facts.get(i.fact)) in words and value is not None
    }
    return level_of_answers(answers, household.area_code, on) if answers else None


def months_between_assessments(area_code: str, on: date) -> int | None:
    """None: the place has not said."""
    found = figure_of("self_care_months", area_code, on)
    return None if found is None else int(found.figure)
