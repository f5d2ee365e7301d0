"""What the register knows after a decision: the facts that a programme's `records:` name (rules/programme.py)."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Award, Decision
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Household, Membership, Person
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.rules.declare import day_number
from doudi.rules.programme import Programme
from doudi.units.dates import Month

PERMISSION = "case.confirm"
Subject = Household | Person


def record_what_was_decided(*, actor: Viewer, decision: Decision, on: date) -> None:
    """One source, "decision", with everything that it put on record or struck out. What ends holds until its last month is over."""
    new = list(
        in_scope(actor, Award.objects.filter(given_by=decision)).select_related(
            "household", "person"
        )
    )
    ended = list(
        in_scope(actor, Award.objects.filter(ended_by=decision)).select_related(
            "household", "person"
        )
    )
    stated: dict[Subject, list[Statement]] = {}
    for award in ended:
        _strike_out(actor, award, on, stated)
    for award in new:
        went_on = any(
            (a.programme, a.person_id) == (award.programme, award.person_id) for a in ended
        )
        _put_down(actor, award, on, went_on, stated)
    if not stated:
        return
    evidence = record_evidence(
        actor=actor,
        kind="decision",
        source=decision.case.number,
        on=on,
        area_code=decision.area_code,
        permission=PERMISSION,
    )
    for subject, statements in stated.items():
        record_facts(
            actor=actor,
            subject=subject,
            facts=statements,
            evidence=evidence,
            on=on,
            permission=PERMISSION,
        )


def _put_down(
    actor: Viewer, award: Award, on: date, went_on: bool, stated: dict[Subject, list[Statement]]
) -> None:
    programme = _programme(award)
    first = day_number(award.from_month)
    written = {"yes": 1, "no": 0, "from_month": first, "amount": award.amount_fen}
    for fact, what in programme.records.items() if programme else ():
        if what == "from_month" and went_on:
            continue  # it began with the award before
        for subject in _subjects(actor, award, fact, on):
            stated.setdefault(subject, []).append(Statement(fact, written[what], valid_from=on))


def _strike_out(
    actor: Viewer, award: Award, on: date, stated: dict[Subject, list[Statement]]
) -> None:
    """A fact stays on record where another award keeps it there."""
    programme = _programme(award)
    if programme is None or programme.period != "month":
        return
    last = award.until_month or on
    after = max((Month.from_date(last) + 1).first_day, on)
    standing = Award.objects.filter(household_id=award.household_id).exclude(
        state=Award.State.ended
    )
    others = [_programme(a) for a in in_scope(actor, standing) if a.person_id == award.person_id]
    kept = {fact for p in others if p for fact, what in p.records.items() if what == "yes"}
    for fact, what in programme.records.items():
        if what == "yes" and fact not in kept:
            for subject in _subjects(actor, award, fact, on):
                stated.setdefault(subject, []).append(Statement(fact, 0, valid_from=after))


def _programme(award: Award) -> Programme | None:
    return get_rulebook().programmes.get(award.programme)


def _subjects(actor: Viewer, award: Award, fact: str, on: date) -> list[Subject]:
    """Whose fact it is: the person's or the household's own, or that of each member."""
    if award.person is not None:
        return [award.person]
    if get_rulebook().facts[fact].entity.parent is None:
        return [award.household]
    rows = Membership.objects.filter(household_id=award.household_id).select_related("person")
    return [
        m.person
        for m in in_scope(actor, rows)
        if (m.valid_from is None or m.valid_from <= on) and (m.valid_to is None or on < m.valid_to)
    ]
