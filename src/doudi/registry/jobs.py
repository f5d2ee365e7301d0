"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.jobs import register_job
from doudi.registry.services import duplicates
from doudi.units.text import Text


def register_jobs() -> None:
    """Called from `RegistryConfig.ready`."""
    register_job(
        duplicates.SEARCH,
        label=Text("查找疑似重复居民", "search for duplicates"),
        perform=duplicates.perform_duplicate_search,
        link=lambda run: reverse("registry:duplicates"),
    )
