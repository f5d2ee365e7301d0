"""What the engine proposes for a case on a day, from what the register knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from doudi.casework.domain.proposals import Entry, proposal_of
from doudi.casework.models import Case
from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import KnownHousehold, known_of_household
from doudi.rules.case import Case as Asked
from doudi.rules.decide import Decision, Result, decide
from doudi.rules.declare import day_number

APPLICATION_DATE = "application_date"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`results` in the shape of `domain/proposals.py`; `decision` explains them; `known` says where each fact comes from."""

    on: date
    results: list[Entry]
    decision: Decision
    known: KnownHousehold
    persons: list[int]

    def result_of(self, entry: Entry) -> Result:
        """The engine's own result behind an entry."""
        row = 0 if entry["person"] is None else self.persons.index(entry["person"])
        found = (r for r in self.decision.results if r.programme.name == entry["programme"])
        return next(r for r in found if r.row == row)


def propose(viewer: Viewer, case: Case, on: date) -> Proposal:
    """The case's programmes, by the law and the facts of the day. Reads inside `acting(viewer)`; writes nothing.

    Raises ProblemsError: no law in force on the day.
    """
    known = known_of_household(viewer, case.household_id, on)
    asked = _with_facts_of_the_case(known.case(), case)
    decision = decide(get_rulebook(), asked, list(case.programmes))
    persons = [m.person_id for m in known.memberships]
    return Proposal(
        on, proposal_of(decision, persons, person=case.person_id), decision, known, persons
    )


def _with_facts_of_the_case(asked: Asked, case: Case) -> Asked:
    """The day of application is the case's own, whatever an older ledger says."""
    applied = case.application.applied_on if case.application else case.opened_on
    return replace(asked, facts={**asked.facts, APPLICATION_DATE: day_number(applied)})
