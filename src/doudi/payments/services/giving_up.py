"""A payment that the bank gave back and that is not paid again as it was. What the awards still give comes anew with the next run."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.payments.models import Due, LedgerEntry, Line, Receivable, Transfer
from doudi.payments.services.ledger import add_entry
from doudi.payments.services.receivables import take_back_due
from doudi.payments.services.repayments import settle_if_nothing_left
from doudi.units.text import refusal


@transaction.atomic
def give_up_line(*, actor: Viewer, line: Line, reason: str, on: date) -> LedgerEntry:
    """The money is available again and the months count as not posted; a person says why.

    Raises ProblemsError: no reason; it did not come back; paid again, given up or recovered before.
    """
    permit(actor, "pay.recover")
    if not reason.strip():
        raise refusal("请写明理由", "say why", where="reason")
    rows = Line.objects.select_for_update(of=("self",))
    locked = in_scope(actor, rows).get(pk=line.pk)
    if locked.state != Line.State.failed:
        raise refusal("只有银行退回的才能这样办", "the bank did not give it back")
    if _is_taken_up(locked):
        raise refusal("已经重发或者已经不再重发", "it was paid again or given up already")
    if Transfer.objects.filter(line=locked, receivable__isnull=False, source="paid").exists():
        raise refusal("这一笔已经办了追回", "it is being recovered already")
    entry = add_entry(
        actor=actor,
        area_code=locked.area_code,
        kind=LedgerEntry.Kind.given_up,
        on=on,
        basis=reason.strip(),
    )
    Transfer.objects.create(
        area_code=locked.area_code,
        entry=entry,
        fund_id=locked.fund_id,
        programme=locked.programme,
        month=on.replace(day=1),
        source="returned",
        target="available",
        line=locked,
        amount_fen=locked.amount_fen,
    )
    first = first_of(locked)
    _take_back(first)
    _undo_netting(entry, first)
    audit.record(
        actor,
        "payments.line.given_up",
        object_type="line",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.person_id,
        area_code=locked.area_code,
        reason=reason.strip()[:500],
        details={"fen": locked.amount_fen},
    )
    return entry


def _is_taken_up(line: Line) -> bool:
    """Paid again, about to be, or given up. Runs are the county's: a township does not see their state."""
    with acting(system("payments.recovery")):
        again = Q(state__in=("approved", "sent", "paid", "failed"))
        again |= Q(state="planned", run__state="approving")
        retried = line.retries.filter(again).exists()
        return retried or Transfer.objects.filter(line=line, source="returned").exists()


def first_of(line: Line) -> Line:
    """The line that posted the dues, where this one only paid again."""
    while line.retry_of is not None:
        line = line.retry_of
    return line


def _take_back(first: Line) -> None:
    for due in Due.objects.filter(line=first, amount_fen__gt=0).order_by("pk"):
        take_back_due(
            receivable=None,
            line=first,
            like={
                "household_id": due.household_id,
                "person_id": due.person_id,
                "programme": due.programme,
                "component": due.component,
                "occasion": due.occasion,
                "month": due.month,
            },
            area_code=due.area_code,
            award=due.award_id,
            fen=due.amount_fen,
        )


def _undo_netting(entry: LedgerEntry, first: Line) -> None:
    """What was met by money of before is owed again."""
    for part in first.netted:
        receivable = Receivable.objects.select_for_update(of=("self",)).get(pk=part["receivable"])
        Transfer.objects.create(
            area_code=first.area_code,
            entry=entry,
            fund_id=part["fund"],
            programme=receivable.programme,
            month=entry.on.replace(day=1),
            source="paid",
            target="receivable",
            line=first,
            receivable=receivable,
            amount_fen=part["fen"],
        )
        settle_if_nothing_left(receivable)
