"""Which writer and which reader a format has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from doudi.payments.domain.formats import ISO, SHEET, Batch, Format, Payment
from doudi.payments.domain.iso20022 import read_iso, write_pain001
from doudi.payments.domain.reading import read_text
from doudi.payments.domain.reply import Reply
from doudi.payments.domain.writing import write_text
from doudi.payments.rosters import read_roster, write_roster


def write_file(form: Format, batch: Batch, payments: Iterable[Payment]) -> Iterator[bytes]:
    """Raises ProblemsError: something does not fit its column. Nothing is ever cut."""
    if form.shape == ISO:
        return write_pain001(form, batch, payments)
    if form.shape == SHEET:
        return write_roster(form, batch, payments)
    return write_text(form, batch, payments)


def read_reply(form: Format, file: BinaryIO, file_name: str) -> Reply:
    """Every row, and every fault of reading it."""
    if form.shape == ISO:
        return read_iso(form, file, file_name)
    if form.shape == SHEET:
        return read_roster(form, file, file_name)
    return read_text(form, file, file_name)
