"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_today
from doudi.foundation.jobs import register_duty, register_job
from doudi.registry.services import duplicates, exports
from doudi.units.text import Text


def register_jobs() -> None:
    """Called from `RegistryConfig.ready`."""
    register_job(
        duplicates.SEARCH,
        label=Text("查找疑似重复居民", "search for duplicates"),
        perform=duplicates.perform_duplicate_search,
        link=lambda run: reverse("registry:duplicates"),
    )
    register_job(
        duplicates.COMPARE,
        label=Text("台账与登记比对", "compare a ledger with the register"),
        perform=duplicates.perform_comparison,
        link=lambda run: reverse("registry:compare_import", args=[run.params["record"]]),
    )
    register_job(
        exports.WRITE,
        label=Text("生成导出名单", "write an export"),
        perform=exports.perform_export,
        link=lambda run: reverse("registry:export", args=[run.params["export"]]),
    )
    register_duty("registry.exports.tidy", every_seconds=3_600, do=tidy_exports)


def tidy_exports() -> None:
    """Once an hour: files that were kept long enough are removed."""
    with acting(system("exports")) as actor:
        exports.remove_expired_exports(actor=actor, on=get_today())
