"""Households and persons for other systems: masked numbers only, within the token's area; who read what is in the trail.

No `from __future__ import annotations` here: see foundation/api.py.
"""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.foundation.api import (
    USUAL,
    After,
    AreaCode,
    Id,
    Limit,
    Page,
    answers,
    next_of,
    operation,
)
from doudi.registry.access import access_household_for_view, access_person_for_view
from doudi.registry.models import Household, Membership, Person
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.lists import list_households, list_persons
from doudi.registry.selectors.persons import get_membership
from doudi.registry.services.households import note_household_viewed
from doudi.registry.services.persons import note_person_viewed

router = Router(tags=["register"])


class HouseholdLine(Schema):
    id: int
    number: str
    area_code: str
    address: str
    residence_class: str
    state: str
    valid_from: date | None
    valid_to: date | None
    version: int


class Member(Schema):
    person_id: int
    name: str
    relation: str
    sex: str
    birth_date: date | None
    is_deceased: bool | None
    valid_from: date | None


class HouseholdDetail(HouseholdLine):
    members: list[Member]
    members_are_complete: bool | None
    merged_into_id: int | None


class PersonLine(Schema):
    id: int
    name: str
    area_code: str
    sex: str
    birth_date: date | None
    identity_kind: str
    identity_shown: str
    state: str
    version: int


class PersonDetail(PersonLine):
    hukou_area: str
    phone_shown: str
    is_deceased: bool | None
    died_on: date | None
    household_id: int | None
    relation: str | None
    merged_into_id: int | None


@router.get("/households", response=answers(Page[HouseholdLine]), url_name="households")
@operation("register.view")
def list_all_households(
    request: HttpRequest, area: AreaCode = "", after: After = 0, limit: Limit = USUAL
) -> Page[HouseholdLine]:
    """Households of the token's area, by id."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    rows = list(list_households(viewer, area).filter(pk__gt=after)[:limit])
    _record_list(viewer, "household", rows)
    return Page(items=[_household(row) for row in rows], next=next_of(rows, limit))


@router.get("/households/{household_id}", response=answers(HouseholdDetail), url_name="household")
@operation("register.view")
def show_household(request: HttpRequest, household_id: Id) -> HouseholdDetail:
    """A household with its present members."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    household = access_household_for_view(viewer, household_id)
    members = list(list_members(viewer, household))
    note_household_viewed(actor=viewer, household=household)
    return HouseholdDetail(
        **_household(household).dict(),
        members=[_member(m) for m in members],
        members_are_complete=household.members_are_complete,
        merged_into_id=household.merged_into_id,
    )


@router.get("/persons", response=answers(Page[PersonLine]), url_name="persons")
@operation("register.view")
def list_all_persons(
    request: HttpRequest, area: AreaCode = "", after: After = 0, limit: Limit = USUAL
) -> Page[PersonLine]:
    """Persons of the token's area, by id. Files merged into another are marked `merged`."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    rows = list(list_persons(viewer, area).filter(pk__gt=after)[:limit])
    _record_list(viewer, "person", rows)
    return Page(items=[_person(row) for row in rows], next=next_of(rows, limit))


@router.get("/persons/{person_id}", response=answers(PersonDetail), url_name="person")
@operation("register.view")
def show_person(request: HttpRequest, person_id: Id) -> PersonDetail:
    """A person and the household they belong to now."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    person = access_person_for_view(viewer, person_id)
    membership = get_membership(viewer, person)
    note_person_viewed(actor=viewer, person=person)
    return PersonDetail(
        **_person(person).dict(),
        hukou_area=person.hukou_area,
        phone_shown=person.phone_shown,
        is_deceased=person.is_deceased,
        died_on=person.died_on,
        household_id=membership.household_id if membership else None,
        relation=membership.relation if membership else None,
        merged_into_id=person.merged_into_id,
    )


def _household(row: Household) -> HouseholdLine:
    return HouseholdLine(
        id=row.pk,
        number=row.number,
        area_code=row.area_code,
        address=row.address,
        residence_class=row.residence_class,
        state=row.state,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        version=row.version,
    )


def _member(row: Membership) -> Member:
    person = row.person
    return Member(
        person_id=person.pk,
        name=person.name,
        relation=row.relation,
        sex=person.sex,
        birth_date=person.birth_date,
        is_deceased=person.is_deceased,
        valid_from=row.valid_from,
    )


def _person(row: Person) -> PersonLine:
    return PersonLine(
        id=row.pk,
        name=row.name,
        area_code=row.area_code,
        sex=row.sex,
        birth_date=row.birth_date,
        identity_kind=row.identity_kind,
        identity_shown=row.identity_shown,
        state=row.state,
        version=row.version,
    )


def _record_list(viewer: Viewer, kind: str, rows: list[Household] | list[Person]) -> None:
    """A page of a list is one event: how many, and a digest of which."""
    audit.record(
        viewer,
        "registry.list.read",
        object_type=kind,
        items=[str(row.pk).encode() for row in rows],
        details={"from": rows[0].pk, "to": rows[-1].pk} if rows else {},
    )
