"""Who read a list with families in it."""

from __future__ import annotations

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.payments.models import PaymentRun


def note_lines_viewed(*, actor: Viewer, run: PaymentRun) -> None:
    permit(actor, "pay.view")
    audit.record(
        actor,
        "payments.run.viewed",
        object_type="payment_run",
        object_id=run.pk,
        area_code=run.area_code,
    )
