"""Which open receivables a run may net, and how much of each: told, agreed, allowed by the place's law."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from doudi.casework.procedure_values import figure_of
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain.netting import Owed, Whose, is_to_live_on
from doudi.payments.models import PaymentRun, Receivable, Transfer
from doudi.units.area import scope
from doudi.units.dates import Month


def read_owed(viewer: Viewer, run: PaymentRun, area_code: str) -> dict[Whose, list[Owed]]:
    """Of the families of a place, the oldest first."""
    lo, hi = scope(area_code)
    rows = Receivable.objects.filter(
        area_code__gte=lo,
        area_code__lt=hi,
        state=Receivable.State.open,
        may_net=True,
        told_on__lte=run.on,
        first_due__lt=_next_month(run),
        instalment_fen__gt=0,
    )
    open_ones = list(in_scope(viewer, rows).order_by("pk"))
    left = _left(viewer, open_ones) if open_ones else {}
    found: dict[Whose, list[Owed]] = defaultdict(list)
    for r in open_ones:
        share = _share(r.programme, r.area_code, run)
        if share and left.get(r.pk):
            whose = (0 if r.person_id else r.household_id, r.person_id or 0, r.programme)
            funds = sorted((f, fen) for f, fen in left[r.pk].items() if fen > 0)
            found[whose].append(Owed(r.pk, funds, r.instalment_fen or 0, share))
    return dict(found)


def _next_month(run: PaymentRun) -> date:
    return (Month.from_date(run.month) + 1).first_day


def _share(programme: str, area_code: str, run: PaymentRun) -> Fraction:
    """Not entered: nothing is netted."""
    known = get_rulebook().programmes.get(programme)
    if known is None:
        return Fraction(0)
    if is_to_live_on(programme, known.group):
        share = figure_of("net_living_share", area_code, run.on)
    else:
        share = figure_of("net_other_share", area_code, run.on)
    return Fraction(share.figure) if share else Fraction(0)


def _left(viewer: Viewer, receivables: list[Receivable]) -> dict[int, dict[int, int]]:
    """Receivable → fund → fen that is still owed."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    moved = in_scope(viewer, Transfer.objects.filter(receivable__in=receivables))
    for pk, fund, source, target, fen in moved.values_list(
        "receivable_id", "fund_id", "source", "target", "amount_fen"
    ):
        found[pk][fund] += fen * ((target == "receivable") - (source == "receivable"))
    return found
