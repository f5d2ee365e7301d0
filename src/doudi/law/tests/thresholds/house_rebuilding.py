"""Rebuilding aid: averages per household, no threshold."""

from __future__ import annotations

NO_THRESHOLD = {
    "rebuilding_amount_dibao": "an amount",
    "rebuilding_amount_registered_poor": "an amount",
    "rebuilding_amount_other": "an amount",
}
