"""Cases by what a clerk has at hand: a number, a receipt, a name or its initials, the last four figures, state, place, period."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from doudi.casework.models import Case
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.selectors.search import search_register
from doudi.units.area import scope

_NUMBER = re.compile(r"S?[0-9]{3}-[0-9]{4}-[0-9]{1,6}")
_RECEIPT = re.compile(r"[2-9a-hjkmnp-z]{12}")


def list_cases(viewer: Viewer) -> QuerySet[Case]:
    return in_scope(viewer, Case.objects.all())


def narrow_cases(rows: QuerySet[Case], wanted: dict[str, Any], on: date) -> QuerySet[Case]:
    """By the fields that both filters have, and those of the list of cases."""
    if wanted.get("procedure"):
        rows = rows.filter(procedure=wanted["procedure"])
    if wanted.get("state"):
        procedure, _, state = wanted["state"].partition(":")
        rows = rows.filter(procedure=procedure, state=state)
    for place in ("township", "village"):
        if wanted.get(place):
            lo, hi = scope(wanted[place])
            rows = rows.filter(area_code__gte=lo, area_code__lt=hi)
    if wanted.get("programme"):
        rows = rows.filter(programmes__contains=[wanted["programme"]])
    if wanted.get("is_open"):
        rows = rows.filter(is_open=wanted["is_open"] == "yes")
    if wanted.get("since"):
        rows = rows.filter(opened_on__gte=wanted["since"])
    if wanted.get("until"):
        rows = rows.filter(opened_on__lte=wanted["until"])
    if wanted.get("clock"):
        rows = rows.filter(is_open=True, next_due__lt=on)
    return rows


def find_cases(viewer: Viewer, rows: QuerySet[Case], asked: str) -> QuerySet[Case]:
    """Those that a text may mean: a case's or application's number, a receipt, else whoever the register finds by it."""
    if _NUMBER.fullmatch(asked.upper()):
        number = asked.upper()
        return rows.filter(Q(number=number) | Q(application__number=number))
    if _RECEIPT.fullmatch(asked.lower()):
        by_receipt = rows.filter(application__receipt=asked.lower())
        if by_receipt.exists():
            return by_receipt
    hits = search_register(viewer, asked).hits
    homes = {h.household_id for h in hits if h.household_id}
    persons = {h.person_id for h in hits if h.person_id}
    return rows.filter(
        Q(household__in=homes) | Q(person__in=persons) | Q(application__applicant__in=persons)
    )
