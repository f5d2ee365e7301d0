"""A bank of the demonstration: reads nothing but what was sent, and answers in the format's own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from doudi.foundation.access import Viewer
from doudi.foundation.spreadsheets import Heading
from doudi.payments.demo.iso_bank import write_status
from doudi.payments.domain.formats import (
    FIXED,
    ISO,
    PAID,
    SHEET,
    WAITING,
    Batch,
    Column,
    Format,
    Payment,
    reference_of,
)
from doudi.payments.domain.writing import row_writer, written_amount
from doudi.payments.format_book import format_of
from doudi.payments.models import BankFile
from doudi.payments.rosters import written
from doudi.payments.services.bank_files import batch_of, lines_of, read_payments


def answer(
    viewer: Viewer,
    bank_file: BankFile,
    failed: Mapping[int, str] | None = None,
    *,
    only: Iterable[int] | None = None,
) -> bytes:
    """The file that comes back. `failed`: codes by the line's number, all others are paid; `only`: numbers that are answered now."""
    form = format_of(bank_file.road)
    batch = batch_of(bank_file.run, bank_file.number, bank_file.lines, bank_file.amount_fen)
    numbers = None if only is None else set(only)
    payments = [
        p
        for p in read_payments(viewer, form, lines_of(bank_file))
        if numbers is None or p.number in numbers
    ]
    paid = next(code for code, result in form.results.items() if result.means == PAID)
    codes = {p.number: (failed or {}).get(p.number, paid) for p in payments}
    if form.shape == ISO:
        return write_status(form, batch, payments, codes)
    if form.shape == SHEET:
        return write_result(form, batch, payments, codes)
    return write_reply(form, batch, payments, codes)


def write_reply(
    form: Format, batch: Batch, payments: list[Payment], codes: Mapping[int, str]
) -> bytes:
    row = row_writer(form)
    summary = _summary(form, batch, payments, codes)
    parts = []
    if form.headings and form.shape != FIXED:
        parts.append(row([(c, c.label.zh) for c in form.back.line]))
    if form.back.header:
        parts.append(row([(c, summary(c)) for c in form.back.header]))
    parts += [
        row([(c, _cell(c, form, batch, p, codes[p.number])) for c in form.back.line])
        for p in payments
    ]
    if form.back.trailer:
        parts.append(row([(c, summary(c)) for c in form.back.trailer]))
    return b"".join(parts)


def write_result(
    form: Format, batch: Batch, payments: list[Payment], codes: Mapping[int, str]
) -> bytes:
    """The finance bureau's sheet."""
    columns = form.back.line
    headings = [Heading(c.label.zh, "money" if c.holds == "amount" else "text") for c in columns]
    rows: list[list[Any]] = [
        [
            p.amount_fen if c.holds == "amount" else _cell(c, form, batch, p, codes[p.number])
            for c in columns
        ]
        for p in payments
    ]
    summary = _summary(form, batch, payments, codes)
    last = [summary(c) for c in form.back.trailer]
    rows.append([*last, *[None] * (len(columns) - len(last))])
    return b"".join(written(form.title, headings, rows, batch.day))


def _cell(column: Column, form: Format, batch: Batch, payment: Payment, code: str) -> str:
    result = form.results[code]
    return {
        "": column.text,
        "reference": reference_of(batch.run, payment.number),
        "account": payment.account,
        "name": payment.name,
        "amount": written_amount(form, payment.amount_fen),
        "result": code,
        "words": "" if result.means == PAID else result.label.zh,
        "other": "",
    }[column.holds]


def _summary(form, batch, payments, codes):  # type: ignore[no-untyped-def]
    means = {n: form.results[c].means for n, c in codes.items()}
    paid = [p.amount_fen for p in payments if means[p.number] == PAID]
    failed = [p.amount_fen for p in payments if means[p.number] not in (PAID, WAITING)]
    known = {
        "file": batch.file,
        "payer_number": form.payer.get("number", ""),
        "lines": str(len(payments)),
        "total": written_amount(form, sum(p.amount_fen for p in payments)),
        "paid_lines": str(len(paid)),
        "paid_total": written_amount(form, sum(paid)),
        "failed_lines": str(len(failed)),
        "failed_total": written_amount(form, sum(failed)),
        "other": "",
    }
    return lambda column: known[column.holds] if column.holds else column.text
