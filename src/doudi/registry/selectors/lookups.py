"""Whom or what somebody means who types a number or a name into a form."""

from __future__ import annotations

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Document, Household, Membership, Person
from doudi.registry.selectors.search import search_register
from doudi.units.text import refusal


def find_one_person(viewer: Viewer, asked: str) -> Person:
    """The person of an identity number, or of a name that stands only once in the area.

    Raises ProblemsError: nobody, or several.
    """
    hits = search_register(viewer, asked).hits
    found = {hit.person_id for hit in hits if hit.person_id and hit.person_state != "merged"}
    if not found:
        raise refusal(
            "辖区内没有这位居民，请先登记", "No such person in your area: register them first"
        )
    if len(found) > 1:
        raise refusal(
            f"辖区内有 {len(found)} 位居民符合，请写证件号码",
            f"{len(found)} people fit: give the identity number",
        )
    return in_scope(viewer, Person.objects.all()).get(pk=found.pop())


def find_one_household(viewer: Viewer, number: str) -> Household:
    """The household of this number. Raises ProblemsError: none in the area."""
    rows = in_scope(viewer, Household.objects.filter(number=number.strip()))
    found: Household | None = rows.first()
    if found is None:
        raise refusal("辖区内没有这个家庭编号", "No household of this number in your area")
    return found


def list_papers(
    viewer: Viewer, household: Household | None, person: Person | None
) -> list[Document]:
    """What may be named as evidence for a change: the papers of the file."""
    if household is not None:
        rows = Document.objects.filter(household=household)
    else:
        rows = Document.objects.filter(person=person)
    return list(in_scope(viewer, rows).order_by("-added_at", "-pk")[:50])


def list_housemates(viewer: Viewer, person: Person) -> list[Membership]:
    """The present members of the person's household, the person among them; nobody when there is none."""
    mine = Membership.objects.filter(person=person, valid_to__isnull=True)
    rows = Membership.objects.filter(
        household__in=mine.values("household_id"), valid_to__isnull=True
    )
    return list(in_scope(viewer, rows).select_related("person").order_by("position", "pk"))


def get_household_id(viewer: Viewer, person: Person) -> int | None:
    """Of the household that a person belongs to now."""
    rows = in_scope(viewer, Membership.objects.filter(person=person, valid_to__isnull=True))
    found: int | None = rows.values_list("household_id", flat=True).first()
    return found
