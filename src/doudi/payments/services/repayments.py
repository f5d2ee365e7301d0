"""How what was too much comes back: by a plan, paid in, waived; and from there into its fund."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.casework.procedure_values import figure_of
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.payments.domain.recovery import spread
from doudi.payments.models import LedgerEntry, Line, PaymentRun, Receivable, Transfer
from doudi.payments.services.ledger import add_entry, held_by, move_receivable
from doudi.payments.services.receivables import (
    Plan,
    check_plan,
    lock_receivable,
    record,
    refuse_proposer,
)
from doudi.units.text import Text, refusal

State, Kind = Receivable.State, LedgerEntry.Kind
OWED, BACK = "receivable", "recovered"


@transaction.atomic
def record_repayment(
    *, actor: Viewer, receivable: Receivable, amount_fen: int, receipt: str, on: date, today: date
) -> LedgerEntry:
    """Money was handed in on a day, with the number of its receipt.

    Raises ProblemsError: nothing; more than is left; no receipt, or one recorded before; a day to come or before the signature.
    """
    permit(actor, "pay.recover")
    locked = lock_receivable(actor, receivable, State.open)
    refuse_while_netted(locked)
    left = sum(fen for _, fen in held_by(locked, OWED))
    if amount_fen <= 0:
        raise refusal("金额须大于零", "give an amount", where="amount_fen")
    if amount_fen > left:
        raise refusal(
            f"还剩 {left / 100:.2f} 元，不能多收",
            f"{left / 100:.2f} is left: no more is taken",
            where="amount_fen",
        )
    if not receipt.strip():
        raise refusal("请填写收据号", "give the number of the receipt", where="receipt")
    if not (locked.signed_on or on) <= on <= today:
        raise refusal(
            "日期不能早于审核那天，也不能晚于今天", "between the signature and today", where="on"
        )
    used = LedgerEntry.objects.filter(kind=Kind.recovery, basis=receipt.strip()[:200])
    if in_scope(actor, used).exists():
        raise refusal("这个收据号已经登记过", "this receipt is recorded already", where="receipt")
    entry = add_entry(
        actor=actor, area_code=locked.area_code, kind=Kind.recovery, on=on, basis=receipt.strip()
    )
    move_receivable(entry, locked, spread(held_by(locked, OWED), amount_fen), OWED, BACK)
    settle_if_nothing_left(locked)
    record(actor, "repaid", locked, fen=amount_fen)
    return entry


def settle_if_nothing_left(receivable: Receivable) -> None:
    """Settled once nothing of it is owed; open again where something is."""
    left = bool(held_by(receivable, OWED))
    if receivable.state in (State.open, State.settled):
        receivable.state = State.open if left else State.settled
        receivable.save()


def settle_netted(run: PaymentRun, lo: str, hi: str) -> None:
    """After a township's lines are posted. RuntimeError: more was netted than is owed; nothing of it is kept then."""
    here = Transfer.objects.filter(line__run=run, area_code__gte=lo, area_code__lt=hi)
    netted = here.filter(source=OWED, target="paid").values("receivable_id")
    for receivable in Receivable.objects.select_for_update().filter(pk__in=netted).order_by("pk"):
        if any(fen < 0 for _fund, fen in held_by(receivable, OWED)):
            raise RuntimeError(f"receivable {receivable.pk}: more was netted than is owed")
        settle_if_nothing_left(receivable)


def refuse_while_netted(receivable: Receivable) -> None:
    """A run that is being posted meets some of it: what is left is known when it is done."""
    with acting(system("payments.recovery")):
        lines = Line.objects.filter(run__state="approving", state="planned")
        if lines.filter(netted__contains=[{"receivable": receivable.pk}]).exists():
            raise refusal(
                "有一批发放正在入账，其中要抵扣这笔款，请稍后再办",
                "a payment run that nets it is being posted: try again in a while",
            )


@transaction.atomic
def change_plan(*, actor: Viewer, receivable: Receivable, plan: Plan, on: date) -> Receivable:
    """Another agreement with the family. Raises ProblemsError: as in proposing; closed."""
    permit(actor, "pay.recover")
    locked = lock_receivable(actor, receivable, State.proposed, State.open)
    check_plan(plan, on)
    locked.instalment_fen, locked.first_due = plan.instalment_fen, plan.first_due
    locked.may_net = plan.may_net
    locked.save()
    record(actor, "planned", locked, instalment=plan.instalment_fen, may_net=plan.may_net)
    return locked


@transaction.atomic
def waive(
    *, actor: Viewer, receivable: Receivable, reason: str, basis: str, on: date
) -> Receivable:
    """What is left need not come back: by whom may sign, with the reason and the document that allows it.

    Raises ProblemsError: no reason or document; one's own proposal; nothing left.
    """
    permit(actor, "award.sign")
    locked = lock_receivable(actor, receivable, State.open)
    refuse_while_netted(locked)
    refuse_proposer(
        actor, locked, Text("提出追回的人不能自己免除", "whoever proposed it does not waive it")
    )
    if not reason.strip():
        raise refusal("请写明理由", "say why", where="reason")
    if not basis.strip():
        raise refusal("请写明依据的文件", "name the document that allows it", where="basis")
    entry = add_entry(
        actor=actor, area_code=locked.area_code, kind=Kind.waiver, on=on, basis=basis.strip()
    )
    left = held_by(locked, OWED)
    move_receivable(entry, locked, left, OWED, "waived")
    locked.state, locked.closed_because = State.waived, reason.strip()[:500]
    locked.closed_basis = basis.strip()[:200]
    locked.closed_by_id, locked.closed_on = actor.posting_id, on
    locked.save()
    record(actor, "waived", locked, reason=locked.closed_because, fen=sum(f for _, f in left))
    return locked


@transaction.atomic
def give_to_fund(*, actor: Viewer, receivable: Receivable, basis: str, on: date) -> LedgerEntry:
    """What came back may be spent again. Raises ProblemsError: nothing came back, or all is in the fund; no voucher."""
    permit(actor, "fund.manage")
    locked = lock_receivable(actor, receivable, State.open, State.settled, State.waived)
    back = held_by(locked, BACK)
    if not back:
        raise refusal("没有待归还资金的追回款", "nothing that came back waits")
    if not basis.strip():
        raise refusal("请填写入账凭证", "name the voucher", where="basis")
    entry = add_entry(
        actor=actor, area_code=locked.area_code, kind=Kind.recovery, on=on, basis=basis.strip()
    )
    move_receivable(entry, locked, back, BACK, "available")
    record(actor, "refunded", locked, fen=sum(fen for _, fen in back))
    return entry


@transaction.atomic
def record_fine(
    *, actor: Viewer, receivable: Receivable, amount_fen: int, by: str, number: str, decided_on: date, on: date
) -> Receivable:  # fmt: skip
    """Another authority's decision, written down beside the receivable. It is no debt here, and nothing is added up with it.

    Raises ProblemsError: not for something concealed; outside what the law allows; no authority or number; a day to come.
    """
    permit(actor, "pay.recover")
    locked = lock_receivable(actor, receivable, State.open, State.settled, State.waived)
    if locked.ground != Receivable.Ground.concealed:
        raise refusal("不是隐瞒或者虚报，没有罚款", "nothing was concealed: there is no fine")
    if not by.strip() or not number.strip():
        raise refusal("请写明决定机关和文号", "name the authority and the number", where="fine_by")
    if decided_on > on:
        raise refusal("日期不能是将来", "the day lies in the future", where="fine_on")
    least = figure_of("fraud_fine_least_times", locked.area_code, decided_on)
    most = figure_of("fraud_fine_most_times", locked.area_code, decided_on)
    if least is None or most is None:
        raise refusal("本地还没有录入罚款倍数", "the law's multiples are not entered")
    if not locked.amount_fen * least.figure <= amount_fen <= locked.amount_fen * most.figure:
        raise refusal(
            f"罚款须在 {int(locked.amount_fen * least.figure) / 100:.2f} 至 {int(locked.amount_fen * most.figure) / 100:.2f} 元之间，请核对决定书",
            "outside what the law allows: look at the decision again",
            where="fine_fen",
        )
    locked.fine_fen, locked.fine_by, locked.fine_number = amount_fen, by.strip()[:100], number.strip()[:100]  # fmt: skip
    locked.fine_on = decided_on
    locked.save()
    record(actor, "fined", locked, fen=amount_fen)
    return locked


def list_movements(viewer: Viewer, receivable: Receivable) -> list[Transfer]:
    """Everything that happened to it, in order."""
    rows = in_scope(viewer, Transfer.objects.filter(receivable=receivable))
    return list(rows.select_related("entry__by__account").order_by("pk"))
