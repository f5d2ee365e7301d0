"""Relocation: an amount per person; the day of moving in is a date of the case, not a value."""

from __future__ import annotations

NO_THRESHOLD = {"relocation_grant": "an amount"}
