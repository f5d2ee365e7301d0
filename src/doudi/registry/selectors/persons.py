"""Reading persons, within the viewer's area."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.keys import keyring
from doudi.registry.models import Document, Fact, Membership, Person, Relation
from doudi.registry.selectors.households import holds_on
from doudi.registry.selectors.sensitive import hidden_facts
from doudi.units.identity import IdentityKind, IdentityNumber


def get_person(viewer: Viewer, person_id: int) -> Person | None:
    """None: there is none in the viewer's area."""
    found = in_scope(viewer, Person.objects.all()).filter(pk=person_id)
    return found.select_related("merged_into", "death_evidence").first()


def find_person_by_identity(viewer: Viewer, identity: IdentityNumber) -> Person | None:
    """The one with this number (an 18-character number also finds its 15-digit form), merged files left out."""
    numbers = identity_spellings(identity)
    indexes = keyring().blind_indexes(numbers, "person.identity")
    rows = in_scope(viewer, Person.objects.filter(identity_index__in=indexes))
    return rows.exclude(state=Person.State.merged).first()


def identity_spellings(identity: IdentityNumber) -> list[str]:
    """The number itself, and its older or newer form."""
    if identity.number is None:
        return []
    spellings = {identity.number, identity.as_18 or identity.number}
    if identity.kind is IdentityKind.resident and identity.number[6:8] == "19":
        spellings.add(identity.number[:6] + identity.number[8:17])
    return sorted(spellings)


def get_membership(viewer: Viewer, person: Person, on: date | None = None) -> Membership | None:
    """The household a person belongs to, on a day or at present."""
    rows = in_scope(viewer, Membership.objects.filter(holds_on(on), person=person))
    return rows.select_related("household").order_by("-pk").first()


def list_memberships(viewer: Viewer, person: Person) -> QuerySet[Membership]:
    """Every household this person ever belonged to (in the viewer's area), the last first."""
    rows = in_scope(viewer, Membership.objects.filter(person=person))
    return rows.select_related("household").order_by("-valid_to", "-pk")


def list_person_facts(viewer: Viewer, person: Person) -> QuerySet[Fact]:
    """What was ever stated of this person and the viewer may see; what was learnt last comes first."""
    stated = Fact.objects.filter(person=person).exclude(name__in=hidden_facts(viewer))
    rows = in_scope(viewer, stated)
    return rows.select_related("evidence__document").order_by("-evidence__learnt_on", "-pk")


def list_relations(viewer: Viewer, person: Person) -> QuerySet[Relation]:
    """Recorded kinship, in either direction."""
    rows = in_scope(viewer, Relation.objects.filter(Q(person=person) | Q(relative=person)))
    return rows.select_related("person", "relative").order_by("pk")


def list_person_documents(viewer: Viewer, person: Person) -> QuerySet[Document]:
    rows = in_scope(viewer, Document.objects.filter(person=person))
    return rows.order_by("-added_at", "-pk")
