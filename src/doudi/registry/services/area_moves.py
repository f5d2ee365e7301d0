"""When a village is merged into another: every household and person under the old code stands under the new one.

One statement for each table, whatever the number of rows; history tables keep what was.
"""

from __future__ import annotations

from datetime import date

from django.db import models

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import (
    ChangeRequest,
    Document,
    DuplicatePair,
    Fact,
    Household,
    Membership,
    Person,
    Relation,
    Supporter,
)

# Evidence and lists of what is complete stay with the place they spoke of.
FOLLOWING: tuple[type[models.Model], ...] = (
    Membership,
    Relation,
    Supporter,
    Fact,
    Document,
    ChangeRequest,
    DuplicatePair,
)


def move_area(actor: Viewer, old: str, new: str, on: date) -> dict[str, int]:
    """Returns how many households and persons moved. In the trail: once, with a digest of the households' numbers."""
    households = in_scope(actor, Household.objects.filter(area_code=old))
    numbers = list(households.order_by("pk").values_list("pk", flat=True))
    moved = {
        "households": households.update(area_code=new),
        "persons": in_scope(actor, Person.objects.filter(area_code=old)).update(area_code=new),
    }
    for table in FOLLOWING:
        in_scope(actor, table._default_manager.filter(area_code=old)).update(area_code=new)
    DuplicatePair.objects.filter(other_area_code=old).update(other_area_code=new)
    if any(moved.values()):
        audit.record(
            actor,
            "registry.household.moved",
            area_code=new,
            details={"from": old, "to": new, "on": on.isoformat(), **moved},
            items=(str(number).encode() for number in numbers),
        )
    return moved
