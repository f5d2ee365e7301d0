"""What the family says at the window, recorded through the register as declared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from doudi.casework.models import Application
from doudi.foundation.access import Viewer, permit
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Fact, Household, Person, Supporter
from doudi.registry.services.registration import record_with_evidence


def record_answers(
    *,
    actor: Viewer,
    application: Application,
    subject: Household | Person | Supporter,
    facts: Iterable[Statement],
    on: date,
) -> list[Fact]:
    """The answers about one subject; the application's number is the source. Nothing answered: nothing written.

    Raises ProblemsError: as `record_with_evidence` does.
    """
    permit(actor, "case.open")
    stated = list(facts)
    if not stated:
        return []
    return record_with_evidence(
        actor=actor,
        subject=subject,
        facts=stated,
        kind="declared",
        source=f"申请 {application.number}",
        learnt_on=on,
        paper=None,
        on=on,
    )
