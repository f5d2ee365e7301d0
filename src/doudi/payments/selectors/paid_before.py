"""The comparison of a run with what was paid last, and its differences: what is open first."""

from __future__ import annotations

from django.db.models import Case, Count, Q, QuerySet, Value, When

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.paid_before import KINDS, STOPS
from doudi.payments.models import PaidBefore, PaidDifference, PaymentRun


def get_comparison(viewer: Viewer, run: PaymentRun) -> PaidBefore | None:
    """With `open`: how many differences nobody has explained; `stopping`: those of them whose money would stop."""
    unsaid = Q(run__paid_differences__cause="")
    rows = in_scope(viewer, PaidBefore.objects.filter(run=run)).annotate(
        open=Count("run__paid_differences", filter=unsaid),
        stopping=Count(
            "run__paid_differences", filter=unsaid & Q(run__paid_differences__kind__in=STOPS)
        ),
    )
    return rows.select_related("compared_by__account").first()


def list_differences(viewer: Viewer, run: PaymentRun) -> QuerySet[PaidDifference]:
    rank = Case(*(When(kind=k, then=Value(n)) for n, k in enumerate(KINDS)), default=Value(9))
    rows = in_scope(viewer, PaidDifference.objects.filter(run=run))
    is_said = Case(When(cause="", then=Value(0)), default=Value(1))
    return rows.select_related("settled_by__account").order_by(is_said, rank, "row", "pk")
