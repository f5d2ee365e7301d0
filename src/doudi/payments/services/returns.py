"""What the bank answers: kept as it came; then a job checks it as a whole and posts it or refuses it as a whole.

The job is one item in one transaction: killed at any instant, nothing of the file is posted, and it begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from django.db import connection, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.files import StoredFile, open_file, store_file
from doudi.foundation.jobs import Progress, Skip, start_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Run, RunItem
from doudi.payments.domain.answers import Checked, Sent, Told, check_reply
from doudi.payments.domain.formats import GIVEN_BACK, PAID
from doudi.payments.format_book import format_of
from doudi.payments.kept_problems import kept
from doudi.payments.models import BankFile, PaymentRun, ReturnFile
from doudi.payments.services.accounts import PURPOSE
from doudi.payments.services.bank_files import batch_of, lines_of
from doudi.payments.services.planning import lock_run
from doudi.payments.services.sending import Answer, post_answers, post_late_returns
from doudi.payments.shapes import read_reply
from doudi.units.dates import format_date
from doudi.units.text import Problem, ProblemsError, Text, refusal

TAKE_IN = "payments.return.take_in"
MOST_BYTES = 300_000_000
State = PaymentRun.State


def take_in_return(
    *,
    actor: Viewer,
    bank_file: BankFile,
    upload: bytes | BinaryIO | Iterable[bytes],
    file_name: str,
    on: date,
) -> ReturnFile:
    """Keep the file, `checking`; the job posts all that it says, or nothing: then it is `blocked`, with `problems`.

    The same bytes that are being checked are not taken twice; where their job stopped, a new one begins.
    Raises ProblemsError: the run was not sent; too large a file.
    """
    permit(actor, "pay.bank")
    if bank_file.run.state not in (State.sent, State.closed):
        raise refusal("还没有送出，不能导入回盘", "it was not sent yet: nothing can come back")
    stored = store_file(upload)
    if stored.size > MOST_BYTES:
        raise refusal("文件太大", "the file is too large", where=file_name)
    # One after another for this file; without the lock of its run, which a job may hold for a minute.
    in_scope(actor, BankFile.objects.select_for_update(no_key=True)).get(pk=bank_file.pk)
    same = in_scope(actor, bank_file.returns.filter(sha256=stored.sha256))
    posted = same.filter(state=ReturnFile.State.posted).first()
    if posted is not None:
        return _block_again(actor, bank_file, stored, file_name, posted, on)
    came = same.filter(state=ReturnFile.State.checking).select_related("job").first()
    if came is None:
        came = _keep(actor, bank_file, stored, file_name, on)
    elif came.is_at_work:
        return came
    came.received_by_id = actor.posting_id
    came.job = start_run(
        actor=actor,
        kind=TAKE_IN,
        params={"return_file": came.pk},
        items=[{"lines": bank_file.lines}],
        area_code=bank_file.area_code,
    )
    came.save()
    _record(actor, "received", came)
    return came


def _keep(
    actor: Viewer,
    bank_file: BankFile,
    stored: StoredFile,
    file_name: str,
    on: date,
    problems: Sequence[Problem] = (),
) -> ReturnFile:
    return ReturnFile.objects.create(
        area_code=bank_file.area_code,
        bank_file=bank_file,
        file_name=file_name[:200],
        state=ReturnFile.State.blocked if problems else ReturnFile.State.checking,
        problems=kept(problems),
        received_on=on,
        received_by_id=actor.posting_id,
        **stored._asdict(),
    )


def _block_again(
    actor: Viewer,
    bank_file: BankFile,
    stored: StoredFile,
    file_name: str,
    posted: ReturnFile,
    on: date,
) -> ReturnFile:
    text = Text(
        f"同一个文件已在{format_date(posted.received_on)}入账，不再入账",
        f"this very file was posted on {format_date(posted.received_on, 'en')}",
    )
    problems = [Problem(text, file_name)]
    came = _keep(actor, bank_file, stored, file_name, on, problems)
    _record(actor, "blocked", came)
    return came


# -- the job ------------------------------------------------------------------------------------------
def perform_return(job: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """The whole file: all of it is posted, or nothing and it says why."""
    permit(viewer, "pay.bank")
    rows = ReturnFile.objects.select_related("bank_file__run")
    came = in_scope(viewer, rows).get(pk=job.params["return_file"])
    if came.state != ReturnFile.State.checking or came.job_id != job.pk:
        raise Skip(Text("这个文件已经办完", "this file is done"))
    run = lock_run(viewer, came.bank_file.run)
    with Progress(item) as tell:
        checked = _check(viewer, run, came, tell)
    if not checked.problems:
        _post_or_say(viewer, came, checked)
    if checked.problems:
        _block(came, checked.problems)
    else:
        came.state = ReturnFile.State.posted
        came.paid, came.paid_fen = checked.paid, checked.paid_fen
        came.failed, came.failed_fen = checked.failed, checked.failed_fen
        came.save()
    _record(viewer, came.state, came)
    return {"paid": came.paid, "failed": came.failed, "problems": len(checked.problems)}


def _check(viewer: Viewer, run: PaymentRun, came: ReturnFile, tell: Progress) -> Checked:
    if came.sha256 == came.bank_file.sha256:
        text = Text(
            "这是送出去的那个文件，不是银行的回盘", "this is the file that was sent, not the answer"
        )
        return Checked(problems=[Problem(text, came.file_name)])
    form = format_of(came.bank_file.road)
    with open_file(came.path) as file:
        reply = read_reply(form, file, came.file_name)
    return check_reply(
        form,
        reply,
        read_sent(viewer, came.bank_file),
        run=run.label,
        file=batch_of(run, came.bank_file.number, 0, 0).file,
        index_of=_index_of,
        tell=tell,
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


def _block(came: ReturnFile, problems: list[Problem]) -> None:
    came.state, came.problems = ReturnFile.State.blocked, kept(problems)
    came.save()


def _record(actor: Viewer, what: str, came: ReturnFile) -> None:
    audit.record(
        actor,
        f"payments.return.{what}",
        object_type="return_file",
        object_id=came.pk,
        area_code=came.area_code,
        details={
            "run": came.bank_file.run.label,
            "sha256": came.sha256,
            "paid": came.paid,
            "failed": came.failed,
            "problems": len(came.problems),
        },
    )


def _post_or_say(viewer: Viewer, came: ReturnFile, checked: Checked) -> None:
    """What cannot be posted although each line is right is said like any other fault."""
    try:
        with transaction.atomic():
            _post(viewer, came, checked)
    except ProblemsError as refused:
        checked.problems.extend(refused.problems)


def _post(viewer: Viewer, came: ReturnFile, checked: Checked) -> None:
    first = {
        line: Answer(told.means == PAID, told.words)
        for line, told in checked.answers.items()
        if told.means != GIVEN_BACK
    }
    late = {line: told.words for line, told in checked.answers.items() if told.means == GIVEN_BACK}
    about: dict[str, Any] = {
        "actor": viewer,
        "bank_file": came.bank_file,
        "return_file": came,
        "on": came.received_on,
    }
    if first:
        post_answers(answers=first, **about)
    if late:
        post_late_returns(words=late, **about)
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
