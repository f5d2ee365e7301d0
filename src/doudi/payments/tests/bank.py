"""A run that was sent, and what a bank says of it.

run = sent(desk, "2022-08"); file = files(run)[0]
take_in(desk, file, reply(file, {1: "1001"}))
"""

from __future__ import annotations

import datetime as dt

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import read_file
from doudi.foundation.jobs import perform_run
from doudi.payments.demo.bank import answer
from doudi.payments.models import BankFile, PaymentRun, ReturnFile
from doudi.payments.services.returns import take_in_return
from doudi.payments.services.sending import send_run
from doudi.payments.tests.runs import Desk, again, approve, plan


def sent(desk: Desk, month: str, **more: str) -> PaymentRun:
    """Planned, signed twice, sent."""
    run = approve(desk, plan(desk, month, **more))
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=run.on + dt.timedelta(days=1))
    return again(run)


def files(run: PaymentRun) -> list[BankFile]:
    with acting(system("test")):
        return list(run.bank_files.select_related("run").order_by("number"))


def content(file: BankFile) -> bytes:
    return read_file(file.path)


def reply(file: BankFile, failed: dict[int, str] | None = None, **more) -> bytes:
    with acting(system("test")) as viewer:
        return answer(viewer, file, failed, **more)


def take_in(
    desk: Desk,
    file: BankFile,
    upload: bytes,
    *,
    name: str = "huipan.txt",
    on: dt.date | None = None,
) -> ReturnFile:
    """Taken in and, by the job, posted or refused."""
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        file.run.refresh_from_db()
        came = take_in_return(
            actor=finance,
            bank_file=file,
            upload=upload,
            file_name=name,
            on=on or file.run.on + dt.timedelta(days=3),
        )
    return done(came)


def done(came: ReturnFile) -> ReturnFile:
    """What the job made of it."""
    if came.job_id is not None:
        perform_run(came.job_id)
    with acting(system("test")):
        came.refresh_from_db()
    return came


def answer_all(
    desk: Desk, run: PaymentRun, failed: dict[int, str] | None = None
) -> list[ReturnFile]:
    """Every file of the run answered: paid, but for the line numbers in `failed`."""
    return [take_in(desk, file, reply(file, failed)) for file in files(run)]
