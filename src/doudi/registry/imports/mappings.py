"""Saved ways of reading the exports that a county gets every month, so that nobody matches columns twice."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.registry.models import ImportMapping


def recognise(header: Sequence[str], ledger: str = "") -> ImportMapping | None:
    """The saved mapping all of whose columns this header has; of several the one that uses most, then the newest."""
    names = set(header)
    rows = (
        ImportMapping.objects.all() if not ledger else ImportMapping.objects.filter(ledger=ledger)
    )
    fitting = [m for m in rows.order_by("pk") if m.header and set(m.header) <= names]
    return max(fitting, key=lambda m: (len(m.header), m.pk), default=None)
