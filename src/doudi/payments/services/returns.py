"""What the bank answers: kept as it came, checked as a whole, then posted or refused as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from django.db import connection

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.files import StoredFile, open_file, store_file
from doudi.foundation.keys import keyring
from doudi.payments.domain.answers import Checked, Sent, Told, check_reply
from doudi.payments.domain.formats import GIVEN_BACK, PAID
from doudi.payments.format_book import format_of
from doudi.payments.models import BankFile, PaymentRun, ReturnFile
from doudi.payments.services.accounts import PURPOSE
from doudi.payments.services.bank_files import batch_of, lines_of
from doudi.payments.services.planning import lock_run
from doudi.payments.services.sending import Answer, post_answers, post_late_returns
from doudi.payments.shapes import read_reply
from doudi.units.text import Problem, Text, refusal

MOST_BYTES = 300_000_000
MOST_PROBLEMS = 100
State = PaymentRun.State


def take_in_return(
    *,
    actor: Viewer,
    bank_file: BankFile,
    upload: bytes | BinaryIO | Iterable[bytes],
    file_name: str,
    on: date,
) -> ReturnFile:
    """Keep the file; post all that it says, or nothing. One with faults comes back `blocked`, with `problems`.

    Raises ProblemsError: the run was not sent; too large a file.
    """
    permit(actor, "pay.bank")
    run = lock_run(actor, bank_file.run)
    if run.state not in (State.sent, State.closed):
        raise refusal("还没有送出，不能导入回盘", "it was not sent yet: nothing can come back")
    stored = store_file(upload)
    if stored.size > MOST_BYTES:
        raise refusal("文件太大", "the file is too large", where=file_name)
    checked = _check(actor, run, bank_file, stored, file_name)
    return_file = _keep(actor, bank_file, stored, file_name, checked, on)
    if not checked.problems:
        _post(actor, bank_file, return_file, checked, on)
    blocked = return_file.state == ReturnFile.State.blocked
    audit.record(
        actor,
        "payments.return.blocked" if blocked else "payments.return.posted",
        object_type="return_file",
        object_id=return_file.pk,
        area_code=run.area_code,
        details={
            "run": run.label,
            "sha256": stored.sha256,
            "paid": return_file.paid,
            "failed": return_file.failed,
            "problems": len(checked.problems),
        },
    )
    return return_file


def _check(
    actor: Viewer, run: PaymentRun, bank_file: BankFile, stored: StoredFile, file_name: str
) -> Checked:
    same = in_scope(actor, bank_file.returns.filter(sha256=stored.sha256, state="posted")).first()
    if same is not None:
        text = Text(
            f"同一个文件已在{same.received_on:%Y-%m-%d}入账，不再入账",
            f"this very file was posted on {same.received_on:%Y-%m-%d}",
        )
        return Checked(problems=[Problem(text, file_name)])
    form = format_of(bank_file.road)
    with open_file(stored.path) as file:
        reply = read_reply(form, file, file_name)
    return check_reply(
        form,
        reply,
        read_sent(actor, bank_file),
        run=run.label,
        file=batch_of(run, bank_file.number, 0, 0).file,
        index_of=_index_of,
    )


def _index_of(numbers: Sequence[str]) -> list[bytes]:
    return keyring().blind_indexes([n.replace(" ", "") for n in numbers], PURPOSE)


def read_sent(actor: Viewer, bank_file: BankFile) -> dict[int, Sent]:
    """The lines of a file by their number."""
    rows = in_scope(actor, lines_of(bank_file)).values_list(
        "number", "pk", "amount_fen", "payee_name", "account__number_index", "state"
    )
    return {
        number: Sent(pk, fen, name, bytes(index), state)
        for number, pk, fen, name, index, state in rows.iterator(chunk_size=10_000)
    }


def _keep(
    actor: Viewer,
    bank_file: BankFile,
    stored: StoredFile,
    file_name: str,
    checked: Checked,
    on: date,
) -> ReturnFile:
    problems = [{"zh": p.in_("zh"), "en": p.in_("en")} for p in checked.problems[:MOST_PROBLEMS]]
    more = len(checked.problems) - len(problems)
    if more > 0:
        problems.append({"zh": f"另有{more}处", "en": f"and {more} more"})
    is_good = not problems
    return ReturnFile.objects.create(
        area_code=bank_file.area_code,
        bank_file=bank_file,
        file_name=file_name[:200],
        path=stored.path,
        sha256=stored.sha256,
        size=stored.size,
        state=ReturnFile.State.posted if is_good else ReturnFile.State.blocked,
        problems=problems,
        paid=checked.paid if is_good else 0,
        paid_fen=checked.paid_fen if is_good else 0,
        failed=checked.failed if is_good else 0,
        failed_fen=checked.failed_fen if is_good else 0,
        received_on=on,
        received_by_id=actor.posting_id,
    )


def _post(
    actor: Viewer, bank_file: BankFile, return_file: ReturnFile, checked: Checked, on: date
) -> None:
    first = {
        line: Answer(told.means == PAID, told.words)
        for line, told in checked.answers.items()
        if told.means != GIVEN_BACK
    }
    late = {line: told.words for line, told in checked.answers.items() if told.means == GIVEN_BACK}
    if first:
        post_answers(
            actor=actor, bank_file=bank_file, return_file=return_file, answers=first, on=on
        )
    if late:
        post_late_returns(
            actor=actor, bank_file=bank_file, return_file=return_file, words=late, on=on
        )
    _tell_accounts(checked.answers)


_CONFIRMED = """
UPDATE payments_payeeaccount AS account SET is_confirmed = true, refused_because = ''
FROM payments_line AS line
WHERE line.id = ANY (%s) AND account.id = line.account_id AND account.is_confirmed IS DISTINCT FROM true
"""
_REFUSED = """
UPDATE payments_payeeaccount AS account SET is_confirmed = false, refused_because = v.words
FROM unnest(%s::bigint[], %s::text[]) AS v (line, words) JOIN payments_line AS line ON line.id = v.line
WHERE account.id = line.account_id
"""


def _tell_accounts(answers: dict[int, Told]) -> None:
    """What a bank paid to is confirmed; what it refused for the account or the name is not paid to again until corrected."""
    paid = [line for line, told in answers.items() if told.means == PAID]
    refused = {
        line: told.words for line, told in answers.items() if told.because in ("account", "name")
    }
    with connection.cursor() as cursor:
        if paid:
            cursor.execute(_CONFIRMED, [paid])
        if refused:
            cursor.execute(_REFUSED, [list(refused), list(refused.values())])
