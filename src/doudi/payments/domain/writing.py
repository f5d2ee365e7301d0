"""A file out, as text: fixed widths or a delimiter. Pure; rows go through one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from doudi.payments.domain.formats import (
    AMOUNTS,
    COUNTS,
    DELIMITED,
    FIXED,
    Batch,
    Column,
    Format,
    Payment,
    reference_of,
)
from doudi.units.text import refusal


def write_text(form: Format, batch: Batch, payments: Iterable[Payment]) -> Iterator[bytes]:
    """The rows of the file, each with its line end.

    Raises ProblemsError: something does not fit its column, or holds the delimiter. Nothing is ever cut.
    """
    row = row_writer(form)
    if form.headings and form.shape == DELIMITED:
        yield row([(c, c.label.zh) for c in form.out.line])
    summary = summary_of(form, batch)
    if form.out.header:
        yield row([(c, summary(c)) for c in form.out.header])
    for sequence, payment in enumerate(payments, start=1):
        yield row([(c, value_of(c, form, batch, payment, sequence)) for c in form.out.line])
    if form.out.trailer:
        yield row([(c, summary(c)) for c in form.out.trailer])


def summary_of(form: Format, batch: Batch) -> Callable[[Column], str]:
    known = {
        "file": batch.file,
        "day": f"{batch.day:%Y%m%d}",
        "month": f"{batch.month:%Y%m}",
        "lines": str(batch.lines),
        "total": written_amount(form, batch.total_fen),
        "payer_number": form.payer.get("number", ""),
        "payer_account": form.payer.get("account", ""),
        "payer_name": form.payer.get("name", ""),
    }
    return lambda column: known[column.holds] if column.holds else column.text


def value_of(column: Column, form: Format, batch: Batch, payment: Payment, sequence: int) -> str:
    match column.holds:
        case "":
            return column.text
        case "reference":
            return reference_of(batch.run, payment.number)
        case "sequence":
            return str(sequence)
        case "amount":
            return written_amount(form, payment.amount_fen)
        case "month":
            return f"{batch.month:%Y%m}"
        case "note":
            return note_of(form, batch)
        case held:
            return str(getattr(payment, held))


def note_of(form: Format, batch: Batch) -> str:
    return form.note.format(month=f"{batch.month:%Y%m}")


def written_amount(form: Format, fen: int) -> str:
    return str(fen) if form.in_fen else f"{fen // 100}.{fen % 100:02}"


def row_writer(form: Format) -> Callable[[list[tuple[Column, str]]], bytes]:
    if form.shape == FIXED:
        return lambda cells: b"".join(_padded(form, c, v) for c, v in cells) + form.line_end
    return lambda cells: (
        form.delimiter.join(_delimited(form, c, v) for c, v in cells).encode(form.encoding)
        + form.line_end
    )


def _padded(form: Format, column: Column, value: str) -> bytes:
    raw = value.encode(form.encoding)
    if len(raw) > column.width or "\n" in value or "\r" in value:
        raise _does_not_fit(column, value)
    if column.holds in AMOUNTS or column.holds in COUNTS:
        return raw.rjust(column.width, b"0")
    return raw.ljust(column.width)


def _delimited(form: Format, column: Column, value: str) -> str:
    if form.delimiter in value or "\n" in value or "\r" in value:
        raise _does_not_fit(column, value)
    return value


def _does_not_fit(column: Column, value: str) -> Exception:
    return refusal(
        f"“{column.label.zh}”这一列写不下",
        f"it does not fit the column {column.label.en}",
        where=column.label.zh,
        value=value if column.holds == "name" else None,
    )
