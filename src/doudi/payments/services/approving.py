"""Two people sign a planned run; then its dues and transfers are posted, township by township, and its files made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.jobs import Skip, start_run
from doudi.foundation.models import Run, RunItem
from doudi.payments.domain import reasons
from doudi.payments.domain.plan import PLANNED
from doudi.payments.models import Fund, LedgerEntry, Line, PaymentRun, RunPart
from doudi.payments.selectors.funds import available_of, needs_of
from doudi.payments.selectors.paid_before import get_comparison
from doudi.payments.selectors.run_totals import totals_of
from doudi.payments.services.bank_files import make_bank_files
from doudi.payments.services.ledger import add_entry
from doudi.payments.services.planning import digest_of, lock_run, record, work_out
from doudi.payments.services.repayments import settle_netted
from doudi.units.area import scope
from doudi.units.text import Text, refusal

APPROVE = "payments.run.approve"
State = PaymentRun.State


def sign_run(*, actor: Viewer, run: PaymentRun, digest: str, on: date) -> PaymentRun:
    """The first of two signatures, or the second: then the run is posted by a job.

    Raises ProblemsError: not planned; another plan than the one seen; somebody who planned or signed it; nothing to pay; the funds
    have not enough; somebody's money would stop, compared with the file that was paid last, and nobody has said why.
    """
    permit(actor, "pay.sign")
    locked = lock_run(actor, run)
    if locked.state not in (State.planned, State.signed_once):
        raise refusal("现在不能审核", "it cannot be signed now")
    if not digest or locked.plan_digest != digest:
        raise refusal("名单已经变了，请重新看过再审核", "the plan has changed: look at it again")
    if actor.is_system or _has_a_hand_in(actor, locked):
        raise refusal(
            "测算的人和两位审核人须是三个不同的人",
            "whoever planned and the two who sign are three people",
        )
    if not locked.totals["lines"]:
        raise refusal("没有可发放的，不用审核", "there is nothing to pay, so nothing to sign")
    if locked.totals["short_fen"]:
        raise refusal(
            "资金不够，先补足预算或者重新测算",
            "the funds have not enough: add to the budget, or plan again",
            value=f"{locked.totals['short_fen'] / 100:.2f}",
        )
    _must_be_explained(actor, locked)
    _refuse_if_short(actor, locked)
    if locked.state == State.planned:
        locked.state, locked.first_by_id, locked.first_at = (
            State.signed_once,
            actor.posting_id,
            get_now(),
        )
    else:
        locked.state, locked.second_by_id, locked.second_at = (
            State.approving,
            actor.posting_id,
            get_now(),
        )
        locked.approved_on = on
        locked.approve_run = _start(actor, locked)
    locked.save()
    record(actor, "signed", locked, digest=digest)
    return locked


def _must_be_explained(actor: Viewer, run: PaymentRun) -> None:
    """Of a run that was held against what was paid last: nobody's money stops before somebody has said why."""
    compared = get_comparison(actor, run)
    if compared is None:
        return
    if compared.plan_digest != run.plan_digest:
        raise refusal(
            "重新测算以后，还没有与上次实发再核对",
            "planned again since it was compared with what was paid last: compare it again",
        )
    if compared.stopping:
        raise refusal(
            f"有{compared.stopping}笔上次发了、这次没有，还没有说明原因",
            f"{compared.stopping} that were paid last time are not in this run, and nobody has said why",
        )


def _refuse_if_short(actor: Viewer, run: PaymentRun) -> None:
    """What was there when it was planned may be gone. The funds stay locked, so that none is taken back meanwhile."""
    needs = needs_of(actor, PaymentRun.objects.filter(pk=run.pk))
    list(in_scope(actor, Fund.objects.select_for_update().filter(pk__in=needs).order_by("pk")))
    left = available_of(actor, run.area_code)
    short = sum(max(0, fen - left.get(fund, 0)) for fund, fen in needs.items())
    if short:
        raise refusal(
            "测算以后资金少了，先补足预算或者重新测算",
            "the funds have less than when it was planned: add to the budget, or plan again",
            value=f"{short / 100:.2f}",
        )


def _has_a_hand_in(actor: Viewer, run: PaymentRun) -> bool:
    """The same person, in whatever posting."""
    hands = [p.account_id for p in (run.asked_by, run.first_by) if p is not None]
    return actor.account_id is None or actor.account_id in hands


def _start(actor: Viewer, run: PaymentRun) -> Run:
    """First every township is worked out again and compared, then each is posted."""
    parts = list(run.parts.order_by("area_code").values_list("area_code", flat=True))
    return start_run(
        actor=actor,
        kind=APPROVE,
        params={"run": run.pk},
        items=[{"check": code} for code in parts] + [{"post": code} for code in parts],
        area_code=run.area_code,
    )


def perform_approval(job: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    run = PaymentRun.objects.get(pk=job.params["run"])
    if run.state != State.approving:
        raise Skip(Text("名单有变，须重新测算", "the list has changed: it must be planned again"))
    if "check" in item.payload:
        return _check(viewer, run, item.payload["check"])
    return _post(viewer, run, item.payload["post"])


def _check(viewer: Viewer, run: PaymentRun, area: str) -> dict[str, Any]:
    """What was signed is what would be planned now; else nothing is posted and the signatures are void."""
    part = RunPart.objects.get(run=run, area_code=area)
    if digest_of(work_out(viewer, run, area)) == part.digest:
        return {}
    locked = lock_run(viewer, run)
    _void_signatures(locked)
    locked.note = area
    locked.save()
    record(viewer, "changed", locked, area=area)
    return {"changed": area}


_DUES = """
INSERT INTO payments_due (area_code, line_id, award_id, household_id, person_id, programme, component, occasion, month, seq, amount_fen)
SELECT line.area_code, line.id, due.award, line.household_id, line.person_id, line.programme, line.component, line.occasion,
    (due.month || '-01')::date, due.seq, due.fen
FROM payments_line AS line CROSS JOIN LATERAL jsonb_to_recordset(line.dues) AS due (award bigint, month text, fen bigint, seq int)
WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.retry_of_id IS NULL
    AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
ORDER BY line.number, due.month
"""
#: Whom a household's money counts for, as it was signed.
_COVERS = """
INSERT INTO payments_cover (area_code, due_id, person_id, month, is_released)
SELECT due.area_code, due.id, person::bigint, due.month, false
FROM payments_line AS line CROSS JOIN LATERAL jsonb_to_recordset(line.dues) AS signed (month text, persons jsonb)
    CROSS JOIN LATERAL jsonb_array_elements_text(signed.persons) AS person
    JOIN payments_due AS due ON due.line_id = line.id AND due.month = (signed.month || '-01')::date
WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.retry_of_id IS NULL
    AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
"""
_TRANSFERS = """
INSERT INTO payments_transfer (area_code, entry_id, fund_id, programme, month, source, target, line_id, amount_fen)
SELECT line.area_code, %(entry)s, line.fund_id, line.programme, %(month)s, 'available', 'approved', line.id, line.amount_fen
FROM payments_line AS line
WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
ORDER BY line.number
"""
#: What the bank gave back is available again before it is approved again.
_GIVEN_BACK = """
INSERT INTO payments_transfer (area_code, entry_id, fund_id, programme, month, source, target, line_id, amount_fen)
SELECT line.area_code, %(entry)s, old.fund_id, old.programme, %(month)s, 'returned', 'available', old.id, old.amount_fen
FROM payments_line AS line JOIN payments_line AS old ON old.id = line.retry_of_id
WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
ORDER BY line.number
"""
#: What was paid too much before now stands for a part of these dues.
_NETTED = """
INSERT INTO payments_transfer (area_code, entry_id, fund_id, programme, month, source, target, line_id, receivable_id, amount_fen)
SELECT line.area_code, %(entry)s, net.fund, line.programme, %(month)s, 'receivable', 'paid', line.id, net.receivable, net.fen
FROM payments_line AS line CROSS JOIN LATERAL jsonb_to_recordset(line.netted) AS net (receivable bigint, fund bigint, fen bigint)
WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.netted <> '[]'
    AND line.area_code >= %(lo)s AND line.area_code < %(hi)s
ORDER BY line.number
"""
_APPROVED = """
UPDATE payments_line SET state = 'approved'
WHERE run_id = %(run)s AND state = 'planned' AND area_code >= %(lo)s AND area_code < %(hi)s
"""


def _post(viewer: Viewer, run: PaymentRun, area: str) -> dict[str, Any]:
    """A township's dues and transfers, all or none."""
    part = RunPart.objects.select_for_update().get(run=run, area_code=area)
    if part.is_posted:
        return {}
    lo, hi = scope(area)
    here = Line.objects.filter(run=run, state=PLANNED, area_code__gte=lo, area_code__lt=hi)
    posted = _post_lines(viewer, run, area) if in_scope(viewer, here).exists() else 0
    part.is_posted = True
    part.save()
    audit.record(
        viewer,
        "payments.run.posted",
        object_type="payment_run",
        object_id=run.pk,
        area_code=area,
        details={"run": run.label, "lines": posted, "fen": part.amount_fen},
        item_count=posted,
    )
    return {"lines": posted}


def _post_lines(viewer: Viewer, run: PaymentRun, area: str) -> int:
    lo, hi = scope(area)
    entry = add_entry(
        actor=viewer,
        area_code=area,
        kind=LedgerEntry.Kind.approval,
        on=run.approved_on or get_today(),
        run=run,
    )
    about = {"run": run.pk, "lo": lo, "hi": hi, "entry": entry.pk, "month": run.month}
    with connection.cursor() as cursor:
        for statement in (_DUES, _COVERS, _GIVEN_BACK, _TRANSFERS, _NETTED, _APPROVED):
            cursor.execute(statement, about)
        posted = cursor.rowcount
    settle_netted(run, lo, hi)
    return posted


@transaction.atomic
def release_run(*, actor: Viewer, run: PaymentRun) -> PaymentRun:
    """A posting that cannot go on ends here, so that it does not keep the county from paying. What is posted stays and is sent; the
    rest comes with the next run by itself. Where nothing is posted the run must be planned again, and both signatures are void.

    Raises ProblemsError: it is not being posted, or the job still works.
    """
    permit(actor, "pay.plan")
    locked = lock_run(actor, run)
    job = locked.approve_run
    has_stopped = job is not None and job.state in (Run.State.failed, Run.State.stopped)
    if locked.state != State.approving or not has_stopped:
        raise refusal(
            "入账没有停下，不用收回", "the posting has not stopped: nothing is taken back"
        )
    left = list(locked.parts.select_for_update().filter(is_posted=False))
    if not locked.parts.filter(is_posted=True, lines__gt=0).exists():
        locked.parts.update(is_posted=False)  # townships without a line
        _void_signatures(locked)
    else:
        _leave_out(actor, locked, left)
        make_bank_files(actor=actor, run=locked)
        locked.totals = totals_of(actor, locked) | {"short_fen": 0}
        locked.state = State.approved
    locked.save()
    record(actor, "released", locked, townships=len(left), state=locked.state)
    return locked


def _leave_out(actor: Viewer, run: PaymentRun, parts: list[RunPart]) -> None:
    for part in parts:
        lo, hi = scope(part.area_code)
        here = Line.objects.filter(run=run, state=PLANNED, area_code__gte=lo, area_code__lt=hi)
        in_scope(actor, here).update(
            state=Line.State.held, reason=reasons.NOT_POSTED, number=None, fund=None, road=""
        )
        part.lines, part.amount_fen, part.is_posted = 0, 0, True
        part.save()


def _void_signatures(run: PaymentRun) -> None:
    run.state, run.plan_digest = State.planned, ""
    run.first_by = run.second_by = run.first_at = run.second_at = None
    run.approved_on = None


def finish_approval(job: Run, viewer: Viewer) -> None:
    run = lock_run(viewer, PaymentRun(pk=job.params["run"]))
    if run.state != State.approving:
        return
    make_bank_files(actor=viewer, run=run)
    run.state = State.approved
    run.save()
    record(viewer, "approved", run)
