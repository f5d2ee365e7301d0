"""Receivables as pages show them: what is left of each, the next instalment, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.recovery import Due, next_instalment
from doudi.payments.models import Receivable, Transfer

State = Receivable.State
HANDS = ("proposed_by__account", "signed_by__account", "closed_by__account")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the money of a receivable is. `back_fen`: paid in, whether or not its fund has it again."""

    left_fen: int
    back_fen: int
    netted_fen: int
    waived_fen: int
    waiting_fen: int  # paid in, not yet in its fund
    next: Due


def get_receivable(viewer: Viewer, receivable_id: int) -> Receivable | None:
    rows = Receivable.objects.select_related("household", "person", "award", "letter", *HANDS)
    return in_scope(viewer, rows).filter(pk=receivable_id).first()


def list_receivables(viewer: Viewer) -> QuerySet[Receivable]:
    return in_scope(viewer, Receivable.objects.select_related("household", "person"))


def list_of_household(viewer: Viewer, household_id: int) -> QuerySet[Receivable]:
    return list_receivables(viewer).filter(household=household_id).order_by("-pk")


def standings_of(
    viewer: Viewer, receivables: Iterable[Receivable], on: date
) -> dict[int, Standing]:
    """By receivable, all in one statement."""
    known = {r.pk: r for r in receivables}
    sums: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    moved = in_scope(viewer, Transfer.objects.filter(receivable__in=known))
    rows = moved.values_list("receivable_id", "source", "target").annotate(Sum("amount_fen"))
    for pk, source, target, fen in rows:
        sums[pk][source, target] = fen
    return {pk: _standing(known[pk], sums[pk], on) for pk in known}


def _standing(receivable: Receivable, ways: dict[tuple[str, str], int], on: date) -> Standing:
    back = ways.get(("receivable", "recovered"), 0)
    netted = ways.get(("receivable", "paid"), 0)
    waived = ways.get(("receivable", "waived"), 0)
    left = ways.get(("paid", "receivable"), 0) - back - netted - waived
    owed = receivable.amount_fen
    due = next_instalment(
        owed, owed - left, receivable.instalment_fen, receivable.first_due, on
    )  # fmt: skip
    if receivable.state != State.open:
        due = Due(None, 0, 0)
    return Standing(left, back, netted, waived, back - ways.get(("recovered", "available"), 0), due)


def list_waiting(viewer: Viewer) -> QuerySet[Receivable]:
    """What waits for the viewer's own signature."""
    rows = list_receivables(viewer).filter(state=State.proposed)
    return rows.exclude(Q(proposed_by__account=viewer.account_id, proposed_by__isnull=False))
