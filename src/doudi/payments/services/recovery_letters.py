"""The letter that tells a family what is to come back: month by month, why, and how to object."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from doudi.casework.models import Letter
from doudi.casework.services.letters import draft_household_letter, register_served
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.models import Receivable
from doudi.units.dates import Month, format_date
from doudi.units.money import format_yuan, uppercase_amount

KIND = "recovery_notice"


def draft_recovery_notice(*, actor: Viewer, receivable: Receivable, on: date) -> Letter:
    months: dict[str, int] = {}
    for m in receivable.months:
        months[m["month"]] = months.get(m["month"], 0) + m["fen"]
    programme = get_rulebook().programmes[receivable.programme]
    with translation.override("zh-hans"):  # the letter's language, whoever signs
        ground = str(receivable.get_ground_display())
    return draft_household_letter(
        actor=actor,
        household=receivable.household,
        person=receivable.person,
        kind=KIND,
        on=on,
        about={
            "programme_name": programme.label.zh,
            "whose": receivable.person.name if receivable.person else "",
            "ground": ground,
            "is_office": receivable.ground == Receivable.Ground.office,
            "reason": receivable.words,
            "items": [
                {"month": Month.parse(month).format("zh"), "yuan": format_yuan(fen)}
                for month, fen in sorted(months.items())
            ],
            "total": f"{format_yuan(receivable.amount_fen)}元（大写：人民币{uppercase_amount(receivable.amount_fen)}）",
            "instalment": format_yuan(receivable.instalment_fen) if receivable.instalment_fen else "",
            "first_due": format_date(receivable.first_due) if receivable.first_due else "",
            "may_net": receivable.may_net,
        },
    )  # fmt: skip


def note_served(actor: Viewer, letter: Letter) -> None:
    """The family has its letter: from now on it knows."""
    rows = in_scope(actor, Receivable.objects.filter(letter=letter, told_on__isnull=True))
    for receivable in rows:
        receivable.told_on = letter.served_on
        receivable.save(update_fields=["told_on"])
        audit.record(
            actor,
            "payments.receivable.told",
            object_type="receivable",
            object_id=receivable.pk,
            household_id=receivable.household_id,
            area_code=receivable.area_code,
        )


def register_letters() -> None:
    """Called from `PaymentsConfig.ready`."""
    register_served(KIND, note_served)
