"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.foundation.jobs import register_job
from doudi.foundation.models import Run
from doudi.payments.services import account_import, approving, planning, returns
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
    register_job(
        returns.TAKE_IN,
        label=Text("核对银行回盘、入账", "check and post the bank's answer"),
        perform=returns.perform_return,
        link=lambda run: reverse("payments:return_file", args=[run.params["return_file"]]),
    )
    register_job(
        account_import.TAKE_IN,
        label=Text("核对账户表格、登记", "check and record a list of accounts"),
        perform=account_import.perform_import,
        link=lambda run: reverse("payments:account_list", args=[run.params["list"]]),
    )


def show_run(run: Run) -> str:
    return reverse("payments:run", args=[run.params["run"]])
