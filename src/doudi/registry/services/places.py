"""Where somebody lives: the village must exist, and everything known of a household or person goes with them when they move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from doudi.foundation.access import Viewer
from doudi.foundation.models import Area
from doudi.registry.models import (
    Document,
    Fact,
    Household,
    Membership,
    Person,
    Relation,
    Supporter,
)
from doudi.units.area import AreaLevel, level, parse_area
from doudi.units.text import refusal


def check_place(
    actor: Viewer, area_code: str, on: date, *, where: str = "", anywhere: bool = False
) -> str:
    """The code of a village (or of a township, where the village is not known) that is in force and the actor's own.

    `anywhere`: also outside the actor's area, for asking what somebody else decides. Raises ProblemsError.
    """
    code = parse_area(area_code, where=where)
    if level(code) not in (AreaLevel.village, AreaLevel.township):
        raise refusal(
            "住地应具体到村（社区）",
            "The place must be a village or community",
            where=where,
            value=code,
        )
    if not anywhere and not actor.sees(code):
        raise refusal(
            "该村（社区）不在您的辖区内", "This place is not in your area", where=where, value=code
        )
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    if not Area.objects.filter(in_force, code=code, valid_from__lte=on).exists():
        raise refusal(
            "区划表中没有这个村（社区），或者已经停用",
            "The table of areas has no such place in force",
            where=where,
            value=code,
        )
    return code


def settle_persons(person_ids: list[int], area_code: str) -> None:
    """These persons, and what is known of each, now stand under another village. The caller audits and holds the locks."""
    Person.objects.filter(pk__in=person_ids).update(area_code=area_code)
    for table in (Fact, Document, Relation):
        table.objects.filter(person_id__in=person_ids).exclude(area_code=area_code).update(
            area_code=area_code
        )


_followers: list[Callable[[Household, str], None]] = []


def register_settling(follow: Callable[[Household, str], None]) -> None:
    """Called once, from the `ready()` of an app above: what else goes with a household to another village."""
    if follow not in _followers:
        _followers.append(follow)


def settle_household(household: Household, area_code: str) -> None:
    """The same for a household: its memberships of all times, supporters, facts and documents, and its present members."""
    members = list(
        household.memberships.filter(valid_to__isnull=True).values_list("person_id", flat=True)
    )
    household.area_code = area_code
    household.save(update_fields=["area_code"])
    for table in (Membership, Supporter, Fact, Document):
        table.objects.filter(household=household).update(area_code=area_code)
    Fact.objects.filter(supporter__household=household).update(area_code=area_code)
    for follow in _followers:
        follow(household, area_code)
    settle_persons(members, area_code)
