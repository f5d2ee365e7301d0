"""Runs and their lines, as pages show them. Nothing here loads a run's lines: they are thousands."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import Line, PaymentRun, RunPart
from doudi.units.area import AreaLevel, at_level

NOT_PAID = (Line.State.stopped, Line.State.overpaid)
HANDS = ("asked_by__account", "first_by__account", "second_by__account")


def list_runs(viewer: Viewer) -> QuerySet[PaymentRun]:
    return in_scope(viewer, PaymentRun.objects.order_by("-month", "-number"))


def get_run(viewer: Viewer, run_id: int) -> PaymentRun | None:
    rows = PaymentRun.objects.select_related("plan_run", "approve_run", *HANDS)
    return in_scope(viewer, rows).filter(pk=run_id).first()


def look_at_runs(viewer: Viewer) -> QuerySet[PaymentRun]:
    """To look at, never to work on: for a township, its county's too. `totals` of such a run are the county's."""
    rows = PaymentRun.objects.order_by("-month", "-number")
    county = at_level(viewer.area_code, AreaLevel.county) if viewer.area_code else None
    if county is None or viewer.sees(county):
        return in_scope(viewer, rows)
    return in_scope(viewer, rows) | rows.filter(area_code=county)


def look_at_run(viewer: Viewer, run_id: int) -> PaymentRun | None:
    rows = look_at_runs(viewer).select_related("plan_run", "approve_run", *HANDS)
    return rows.filter(pk=run_id).first()


def sums_of_parts(viewer: Viewer, runs: Collection[int]) -> dict[int, dict[str, int]]:
    """Run → payments, fen and how many are held, of what the viewer sees of each: a township its own."""
    found = {run: {"lines": 0, "fen": 0, "held": 0} for run in runs}
    rows = in_scope(viewer, Line.objects.filter(run__in=list(runs)).exclude(state__in=NOT_PAID))
    sums = rows.values_list("run_id", "state").annotate(Count("pk"), Sum("amount_fen"))
    for run, state, n, fen in sums.order_by():
        if state == Line.State.held:
            found[run]["held"] += n
        else:
            found[run]["lines"] += n
            found[run]["fen"] += fen
    return found


def list_lines(viewer: Viewer, run: PaymentRun) -> QuerySet[Line]:
    """Those of a page are looked up for its rows: joined to each line, they would be sorted with all of them."""
    rows = in_scope(viewer, Line.objects.filter(run=run))
    return rows.prefetch_related("person", "household", "account")


def count_states(viewer: Viewer, run: PaymentRun) -> dict[str, tuple[int, int]]:
    """State → lines and fen: how far the bank is."""
    rows = in_scope(viewer, Line.objects.filter(run=run)).values_list("state")
    return {s: (n, fen or 0) for s, n, fen in rows.annotate(Count("pk"), Sum("amount_fen"))}


def get_run_before(viewer: Viewer, run: PaymentRun) -> PaymentRun | None:
    """The regular run of the month before."""
    rows = list_runs(viewer).filter(month__lt=run.month, kind=PaymentRun.Kind.regular)
    return rows.exclude(state=PaymentRun.State.dropped).first()


def list_townships(viewer: Viewer, run: PaymentRun) -> list[str]:
    rows = in_scope(viewer, RunPart.objects.filter(run=run)).order_by("area_code")
    return list(rows.values_list("area_code", flat=True))


def list_programmes(run: PaymentRun) -> list[str]:
    """Those of which it has lines, paid or not."""
    return list(run.totals.get("all_programmes", ()))


def has_signed(viewer: Viewer, run: PaymentRun, digest: str) -> bool:
    """That this person's signature stands under this very plan."""
    signers = [p.account_id for p in (run.first_by, run.second_by) if p is not None]
    return bool(digest) and run.plan_digest == digest and viewer.account_id in signers
