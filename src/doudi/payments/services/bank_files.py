"""The files of an approved run: one for each road and fund."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.clock import get_today
from doudi.foundation.files import store_file
from doudi.foundation.keys import keyring
from doudi.payments.domain.formats import Batch, Format, Payment, file_name_of
from doudi.payments.domain.shapes import write_file
from doudi.payments.format_book import format_of, get_banks
from doudi.payments.models import BankFile, Line, PaymentRun
from doudi.payments.services.accounts import PURPOSE

SENT_STATES = ("approved", "sent", "paid", "failed")


def make_bank_files(*, actor: Viewer, run: PaymentRun) -> list[BankFile]:
    """All lines of the run, in their order. The same lines give the same bytes; what was made before is left as it is."""
    made = list(in_scope(actor, run.bank_files.order_by("number")))
    if made:
        return made
    parts = (
        in_scope(actor, Line.objects.filter(run=run, state__in=SENT_STATES))
        .values("road", "fund_id")
        .annotate(lines=Count("pk"), total=Sum("amount_fen"))
        .order_by("road", "fund_id")
    )
    return [_make(actor, run, number, part) for number, part in enumerate(parts, start=1)]


def _make(actor: Viewer, run: PaymentRun, number: int, part: Any) -> BankFile:
    form = format_of(part["road"])
    batch = batch_of(run, number, part["lines"], part["total"])
    bank_file = BankFile(
        area_code=run.area_code,
        run=run,
        number=number,
        road=form.name,
        fund_id=part["fund_id"],
        file_name=file_name_of(form, batch),
        lines=batch.lines,
        amount_fen=batch.total_fen,
    )
    stored = store_file(write_file(form, batch, read_payments(actor, form, lines_of(bank_file))))
    bank_file.path, bank_file.sha256, bank_file.size = stored
    bank_file.save()
    return bank_file


def lines_of(bank_file: BankFile) -> QuerySet[Line]:
    return Line.objects.filter(
        run_id=bank_file.run_id,
        road=bank_file.road,
        fund_id=bank_file.fund_id,
        state__in=SENT_STATES,
    )


def batch_of(run: PaymentRun, number: int, lines: int, total_fen: int) -> Batch:
    """Dated by the second signature."""
    day = run.approved_on or get_today()
    return Batch(run.label, number, run.month, day, lines, total_fen)


def read_payments(actor: Viewer, form: Format, lines: QuerySet[Line]) -> Iterator[Payment]:
    """Lines in their order, the numbers of their accounts opened one by one."""
    keys, banks = keyring(), get_banks()
    found = (
        in_scope(actor, lines)
        .order_by("number")
        .values_list(
            "number", "amount_fen", "payee_name", "account__number_cipher", "account__bank"
        )
    )
    for number, fen, name, cipher, bank in found.iterator(chunk_size=5_000):
        label, code = banks.get(bank, banks["other"])
        yield Payment(
            number=number,
            account=keys.decrypt(cipher, PURPOSE),
            name=name,
            amount_fen=fen,
            bank=label.zh,
            bank_code=code,
        )
