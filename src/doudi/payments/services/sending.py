"""Files go out; what the bank answers is posted; the month is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import BankFile, LedgerEntry, Line, PaymentRun, ReturnFile, Transfer
from doudi.payments.services.ledger import add_entry, move_lines
from doudi.payments.services.planning import lock_run, record
from doudi.units.text import refusal

State = PaymentRun.State


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of one line. `reason`: why it failed, in the bank's words."""

    is_paid: bool
    reason: str = ""


@transaction.atomic
def send_run(*, actor: Viewer, run: PaymentRun, on: date) -> PaymentRun:
    """The files were handed to the bank or the finance bureau. Raises ProblemsError: not approved, or sent before."""
    permit(actor, "pay.bank")
    locked = lock_run(actor, run)
    if locked.state != State.approved:
        raise refusal("现在不能送出", "it cannot be sent now")
    lines = list(Line.objects.filter(run=locked, state="approved").values_list("pk", flat=True))
    kind, area = LedgerEntry.Kind.sending, locked.area_code
    entry = add_entry(actor=actor, area_code=area, kind=kind, on=on, run=locked)
    move_lines(entry, locked, lines, "approved", "sent")
    Line.objects.filter(run=locked, state="approved").update(state="sent")
    locked.bank_files.update(sent_on=on, sent_by_id=actor.posting_id)
    locked.state, locked.sent_on = State.sent, on
    locked.save()
    record(actor, "sent", locked, lines=len(lines))
    return locked


def post_answers(
    *,
    actor: Viewer,
    bank_file: BankFile,
    return_file: ReturnFile,
    answers: Mapping[int, Answer],
    on: date,
) -> None:
    """What the bank says of lines (by line id), all checked before: into the ledger and onto the lines, in the caller's transaction."""
    run = lock_run(actor, bank_file.run)
    entry = add_entry(
        actor=actor,
        area_code=run.area_code,
        kind=LedgerEntry.Kind.bank_return,
        on=on,
        run=run,
        bank_file=bank_file,
        return_file=return_file,
    )
    paid = [line for line, answer in answers.items() if answer.is_paid]
    failed = [line for line, answer in answers.items() if not answer.is_paid]
    move_lines(entry, run, paid, "sent", "paid")
    move_lines(entry, run, failed, "sent", "returned")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_line SET state = 'paid', settled_on = %s WHERE id = ANY (%s)",
            [on, paid],
        )
    _fail({line: answers[line].reason for line in failed}, on)


def post_late_returns(
    *,
    actor: Viewer,
    bank_file: BankFile,
    return_file: ReturnFile,
    words: Mapping[int, str],
    on: date,
) -> None:
    """What was paid and then given back (by line id, with the bank's words): a later run may pay it again. A closed run stays closed."""
    recovered = Transfer.objects.filter(line__in=list(words), source="paid", target="receivable")
    named = recovered.values_list("line__number", flat=True).order_by("line__number").first()
    if named is not None:
        raise refusal(
            f"第{named}笔已经办了追回，银行又退回，请先由人核对，不能直接入账",
            f"payment {named} is being recovered and now came back: somebody must look first",
        )
    run = lock_run(actor, bank_file.run)
    entry = add_entry(
        actor=actor,
        area_code=run.area_code,
        kind=LedgerEntry.Kind.late_return,
        on=on,
        run=run,
        bank_file=bank_file,
        return_file=return_file,
    )
    move_lines(entry, run, list(words), "paid", "returned")
    _fail(words, on)


def _fail(words: Mapping[int, str], on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE payments_line AS line SET state = 'failed', settled_on = %s, bank_reason = v.reason
            FROM unnest(%s::bigint[], %s::text[]) AS v (id, reason) WHERE line.id = v.id""",
            [on, list(words), [w[:200] for w in words.values()]],
        )


@transaction.atomic
def close_run(*, actor: Viewer, run: PaymentRun, on: date) -> PaymentRun:
    """The statement of the run is final. Raises ProblemsError: not sent; a line without an answer; an answer at work."""
    permit(actor, "pay.bank")
    checking = ReturnFile.objects.filter(bank_file__run=run, state=ReturnFile.State.checking)
    if in_scope(actor, checking).exists():  # its job holds the run
        raise refusal(
            "回盘文件正在核对，等办完再结账",
            "an answer of the bank is being checked: close it after that",
        )
    locked = lock_run(actor, run)
    if locked.state != State.sent:
        raise refusal("现在不能结账", "it cannot be closed now")
    waiting = Line.objects.filter(run=locked, state="sent").count()
    if waiting:
        raise refusal(
            f"还有{waiting}笔没有回盘，不能结账",
            f"{waiting} payments have no answer from the bank yet: it cannot be closed",
        )
    locked.state, locked.closed_on = State.closed, on
    locked.save()
    record(actor, "closed", locked)
    return locked
