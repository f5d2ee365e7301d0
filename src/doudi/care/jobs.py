"""What of care the worker does by itself."""

from __future__ import annotations

from doudi.care.services.files import open_found_files
from doudi.care.services.visit_plan import plan_all_visits
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_today
from doudi.foundation.jobs import register_duty

SIX_HOURS = 6 * 3_600


def register_jobs() -> None:
    """Called from `CareConfig.ready`."""
    register_duty("care-files", every_seconds=SIX_HOURS, do=_open_files)


def _open_files() -> None:
    with acting(system("care")) as actor:
        open_found_files(actor=actor, on=get_today())
        plan_all_visits(actor=actor, on=get_today())
