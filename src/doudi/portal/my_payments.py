"""What was paid, for whoever holds the receipt: the household's money and that of those who were applied for, nobody else's."""

from __future__ import annotations

from typing import Any

from doudi.casework.award_tables import programme_label
from doudi.casework.models import Application
from doudi.casework.selectors.progress import Progress
from doudi.foundation.access import Viewer
from doudi.payments.selectors.statements import statement_for_applicant
from doudi.payments.selectors.trails import amount_card

LATEST = 24


def payments_of(viewer: Viewer, application: Application, cases: list[Progress]) -> dict[str, Any]:
    persons = {application.applicant_id} | {p.case.person_id for p in cases if p.case.person_id}
    statement = statement_for_applicant(viewer, application.household, persons)
    return {
        "paid_fen": statement.paid_fen,
        "held": [reason for _line, reason in statement.held],
        "entries": [
            (e, programme_label(e.due.programme), amount_card(e.due.programme))
            for e in statement.entries[:LATEST]
        ],
    }
