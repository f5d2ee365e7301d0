"""Who read a list with families in it."""

from __future__ import annotations

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.payments.models import Line, PaymentRun
from doudi.registry.models import Household, Person


def note_lines_viewed(*, actor: Viewer, run: PaymentRun) -> None:
    permit(actor, "pay.view")
    audit.record(
        actor,
        "payments.run.viewed",
        object_type="payment_run",
        object_id=run.pk,
        area_code=run.area_code if actor.sees(run.area_code) else actor.area_code,
    )


def note_statement_viewed(*, actor: Viewer, about: Household | Person) -> None:
    """What was paid to a family or a person was read."""
    permit(actor, "pay.view")
    is_home = isinstance(about, Household)
    audit.record(
        actor,
        "payments.statement.viewed",
        object_type="household" if is_home else "person",
        object_id=about.pk,
        household_id=about.pk if is_home else None,
        person_id=None if is_home else about.pk,
        area_code=about.area_code,
    )


def note_line_viewed(*, actor: Viewer, line: Line) -> None:
    permit(actor, "pay.view")
    audit.record(
        actor,
        "payments.line.viewed",
        object_type="payment_line",
        object_id=line.pk,
        household_id=line.household_id,
        person_id=line.person_id,
        area_code=line.area_code,
    )
