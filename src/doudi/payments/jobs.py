"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.jobs import register_job
from doudi.foundation.models import Run
from doudi.payments.services import approving, planning
from doudi.units.text import Text


def register_jobs() -> None:
    """Called from `PaymentsConfig.ready`."""
    register_job(
        planning.PLAN,
        label=Text("测算发放", "work out a payment run"),
        perform=planning.perform_plan,
        finish=planning.finish_plan,
        parallel=True,
        link=show_run,
    )
    register_job(
        approving.APPROVE,
        label=Text("发放入账、生成文件", "post a payment run and make its files"),
        perform=approving.perform_approval,
        finish=approving.finish_approval,
        link=show_run,
    )


def show_run(run: Run) -> str:
    return reverse("payments:run", args=[run.params["run"]])
