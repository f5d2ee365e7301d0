"""What a clerk does in one go at the window: a household with its head, or facts with the paper that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.foundation.access import Viewer
from doudi.registry.domain.statements import Statement
from doudi.registry.models import (
    ChangeRequest,
    Document,
    Evidence,
    Fact,
    Household,
    Person,
    Supporter,
)
from doudi.registry.services.changes import request_change
from doudi.registry.services.documents import add_document
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.registry.services.households import add_member, register_household
from doudi.registry.services.persons import register_person
from doudi.units.text import refusal


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with a form."""

    content: bytes
    file_name: str


def register_family(
    *,
    actor: Viewer,
    household: dict[str, Any],
    head: dict[str, Any],
    head_has_hukou_here: bool,
    on: date,
) -> Household:
    """A household and its head, who is registered with it. `household`, `head`: arguments of `register_household`, `register_person`.

    Raises ProblemsError: as these do; nothing is kept then (the caller's transaction is undone).
    """
    made = register_household(actor=actor, on=on, **household)
    person = register_person(
        actor=actor,
        area_code=made.area_code,
        hukou_area=made.area_code if head_has_hukou_here else "",
        on=on,
        **head,
    )
    add_member(actor=actor, household=made, person=person, relation="head", valid_from=on, on=on)
    return made


def record_with_evidence(
    *,
    actor: Viewer,
    subject: Household | Person | Supporter,
    facts: Iterable[Statement],
    kind: str,
    source: str,
    learnt_on: date,
    paper: Upload | None,
    on: date,
) -> list[Fact]:
    """Facts of one subject from one source, with its paper where there is one.

    Raises ProblemsError: learnt in the future; else as `record_facts`, `record_evidence` and `add_document` do.
    """
    if learnt_on > on:
        raise refusal("获知日期还没有到", "It cannot be learnt in the future", value=learnt_on)
    owner = subject.household if isinstance(subject, Supporter) else subject
    document = None
    if paper is not None:
        document = add_document(
            actor=actor,
            content=paper.content,
            file_name=paper.file_name,
            title=source or Evidence.Kind(kind).label,
            household=owner if isinstance(owner, Household) else None,
            person=owner if isinstance(owner, Person) else None,
        )
    evidence = record_evidence(
        actor=actor,
        kind=kind,
        source=source,
        on=learnt_on,
        area_code=subject.area_code,
        document=document,
    )
    return record_facts(actor=actor, subject=subject, facts=facts, evidence=evidence, on=on)


def request_with_evidence(
    *,
    actor: Viewer,
    asked: Mapping[str, Any],
    reason: str,
    kind: str,
    source: str,
    learnt_on: date | None,
    document: Document | None,
    on: date,
) -> ChangeRequest:
    """Ask for a change (`asked`: what `request_change` takes), with its source where one is named (`kind` not "").

    Raises ProblemsError: as `request_change` and `record_evidence` do.
    """
    subject = asked["household"] or asked["person"]
    evidence = None
    if kind:
        evidence = record_evidence(
            actor=actor,
            kind=kind,
            source=source,
            on=learnt_on or on,
            area_code=subject.area_code,
            document=document,
        )
    return request_change(actor=actor, reason=reason, evidence=evidence, on=on, **asked)
