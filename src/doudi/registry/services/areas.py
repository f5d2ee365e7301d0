"""When a place is merged into another, whoever lives there is moved to its successor."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.registry.models import (
    ChangeRequest,
    Document,
    DuplicatePair,
    Export,
    Fact,
    Household,
    Import,
    Membership,
    Person,
    Relation,
    Supporter,
)

_TABLES: tuple[Any, ...] = (
    Household,
    Person,
    Membership,
    Relation,
    Supporter,
    Fact,
    Document,
    ChangeRequest,
    Import,
    Export,
    DuplicatePair,
)


def move_residents(actor: Viewer, old_code: str, new_code: str, on: date) -> dict[str, int]:
    """Everything that stands under `old_code` stands under `new_code`, in the caller's transaction.

    What a list says it covers stays with the old place: of the successor's other residents it says nothing.
    Returns how many households and persons were moved. The caller has the permission and sees both places.
    """
    moved = {
        table: table.objects.filter(area_code=old_code).update(area_code=new_code)
        for table in _TABLES
    }
    DuplicatePair.objects.filter(other_area_code=old_code).update(other_area_code=new_code)
    Person.objects.filter(hukou_area=old_code).update(hukou_area=new_code)
    counts = {"households": moved[Household], "persons": moved[Person]}
    audit.record(
        actor,
        "registry.household.moved",
        object_type="area",
        object_id=old_code,
        area_code=new_code,
        details={"from": old_code, "to": new_code, "on": on.isoformat(), **counts},
        item_count=moved[Household],
    )
    return counts
