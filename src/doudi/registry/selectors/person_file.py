"""All that the page of a person shows: households past and present, relatives, what is known with its source, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.evidence import Statement, settle
from doudi.registry.facts import OVER_BASE_PERIOD, base_period_of, how_settled
from doudi.registry.models import ChangeRequest, Document, Fact, Membership, Person, Relation
from doudi.registry.selectors.household_file import (
    FactTable,
    age_of,
    latest_first,
    line_of,
    tables_of,
)
from doudi.registry.selectors.persons import (
    list_memberships,
    list_person_documents,
    list_person_facts,
    list_relations,
)


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative as seen from the person of the file. `kind` is what the relative is, or (`is_of`) whose relative the person is."""

    other: Person
    kind: str
    is_of: bool


@dataclass(frozen=True, slots=True)
class PersonFile:
    person: Person
    age: int | None
    memberships: list[Membership]
    kin: list[Kin]
    tables: list[FactTable]
    documents: list[Document]
    waiting: list[ChangeRequest]

    @property
    def present(self) -> Membership | None:
        """The household of today; None: in none."""
        return next((m for m in self.memberships if m.valid_to is None), None)

    @property
    def past(self) -> list[Membership]:
        return [m for m in self.memberships if m.valid_to is not None]


def get_person_file(viewer: Viewer, person: Person, on: date) -> PersonFile:
    """The file on a day. Five queries."""
    facts = list(list_person_facts(viewer, person))
    counted = _counted(facts, person, on)
    names = {person.pk: person.name}
    return PersonFile(
        person,
        age_of(person, on),
        list(list_memberships(viewer, person)),
        [_kin(relation, person) for relation in list_relations(viewer, person)],
        tables_of(line_of(fact, counted, names, {}) for fact in latest_first(facts)),
        list(list_person_documents(viewer, person)) if viewer.may("document.view") else [],
        _waiting(viewer, person),
    )


def _kin(relation: Relation, person: Person) -> Kin:
    if relation.person_id == person.pk:
        return Kin(relation.relative, relation.kind, False)
    return Kin(relation.person, relation.kind, True)


def _counted(facts: list[Fact], person: Person, on: date) -> set[int]:
    """The ids of the statements that count on the day, by the rules of evidence."""
    book, base = get_rulebook(), base_period_of(person.area_code, on)
    by_name: dict[str, list[Statement]] = {}
    for fact in facts:
        by_name.setdefault(fact.name, []).append(_statement(fact))
    counted: set[int] = set()
    for name, rows in by_name.items():
        if name in book.facts:
            settled = settle(
                rows,
                how_settled(book.facts[name]),
                on,
                base=base if name in OVER_BASE_PERIOD else None,
            )
            counted |= {row.order for row in settled.rows} if settled else set()
    return counted


def _statement(fact: Fact) -> Statement:
    """Which row counts does not hang on its value."""
    return Statement(
        0,
        fact.evidence.learnt_on,
        fact.pk,
        fact.item,
        fact.period_from,
        fact.period_to,
        fact.valid_from,
        fact.valid_to,
    )


def _waiting(viewer: Viewer, person: Person) -> list[ChangeRequest]:
    rows = ChangeRequest.objects.filter(person=person, state=ChangeRequest.State.submitted)
    return list(in_scope(viewer, rows).order_by("asked_at"))
