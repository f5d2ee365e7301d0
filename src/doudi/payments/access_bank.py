"""The doors to files that go to the bank and to what came back."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import BankFile, PaymentRun, ReturnFile
from doudi.payments.selectors.runs import get_run

ABOUT = ("run", "fund")


def access_run_for_bank(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.bank")
    return there(get_run(viewer, run_id))


def access_bank_file_for_bank(viewer: Viewer, file_id: int) -> BankFile:
    permit(viewer, "pay.bank")
    rows = BankFile.objects.filter(pk=file_id).select_related(*ABOUT)
    return there(in_scope(viewer, rows).first())


def access_return_file_for_view(viewer: Viewer, file_id: int) -> ReturnFile:
    permit(viewer, "pay.view")
    rows = ReturnFile.objects.filter(pk=file_id).select_related(
        "bank_file__run", "received_by__account", "job"
    )
    return there(in_scope(viewer, rows).first())
