"""What each fund was given and where its money is now, and what moved it: all from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import Fund, Funding, Transfer
from doudi.payments.models.ledger import Account
from doudi.payments.selectors.funds import balances, list_funds

#: Where money can be; together they are the budget.
PLACES = tuple(a for a in Account.values if a != Account.outside)


@dataclass(frozen=True, slots=True)
class Standing:
    """`places`: fen in each account. What was given is what all of them hold together."""

    fund: Fund
    places: dict[str, int]

    @property
    def budget_fen(self) -> int:
        return sum(self.places.values())


def list_standings(viewer: Viewer) -> list[Standing]:
    funds = list(list_funds(viewer))
    held = balances(viewer, Transfer.objects.filter(fund__in=funds))
    return [Standing(f, {p: held.get((f.pk, p), 0) for p in PLACES}) for f in funds]


def standing_of(viewer: Viewer, fund: Fund) -> Standing:
    held = balances(viewer, Transfer.objects.filter(fund=fund))
    return Standing(fund, {p: held.get((fund.pk, p), 0) for p in PLACES})


def get_fund(viewer: Viewer, fund_id: int) -> Fund | None:
    return list_funds(viewer).filter(pk=fund_id).first()


def list_movements(viewer: Viewer, fund: Fund) -> QuerySet[Transfer, dict[str, Any]]:
    """Its transfers, those of one day, event and run together."""
    rows = in_scope(viewer, Transfer.objects.filter(fund=fund))
    grouped = rows.values(
        "entry__on", "entry__kind", "entry__basis", "entry__run_id", "entry__run__month",
        "entry__run__number", "source", "target",
    )  # fmt: skip
    return grouped.annotate(moves=Count("pk"), fen=Sum("amount_fen"))


def list_fundings(viewer: Viewer, on: date) -> QuerySet[Funding]:
    """In force on a day or later, in the order in which they pay."""
    rows = in_scope(viewer, Funding.objects.select_related("fund"))
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return rows.filter(still).order_by("programme", "order", "valid_from")


def get_funding(viewer: Viewer, funding_id: int) -> Funding | None:
    rows = in_scope(viewer, Funding.objects.select_related("fund"))
    return rows.filter(pk=funding_id, valid_to__isnull=True).first()
