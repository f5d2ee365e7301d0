"""What of this app the worker does."""

from __future__ import annotations


def register_jobs() -> None:
    """Called from `CaseworkConfig.ready`."""
