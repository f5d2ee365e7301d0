"""What was paid and not owed: one person proposes what is to come back, another signs, the family is told. Nothing here happens by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.domain.recovery import Taken
from doudi.payments.models import CareAgreement, Cover, Due, LedgerEntry, Line, Receivable, Transfer
from doudi.payments.selectors.care import runs_in
from doudi.payments.selectors.too_much import too_much_of_award
from doudi.payments.services.ledger import add_entry
from doudi.payments.services.recovery_letters import draft_recovery_notice
from doudi.units.dates import Month
from doudi.units.money import format_yuan
from doudi.units.text import Text, refusal

State, Ground = Receivable.State, Receivable.Ground
Place = tuple[int, str, str]  # line, component, month


@dataclass(frozen=True, slots=True)
class Plan:
    """How it comes back. All empty: at once."""

    instalment_fen: int | None = None
    first_due: date | None = None
    may_net: bool = False


def place_of(taken: Taken) -> Place:
    return taken.payment.line, taken.payment.component, str(taken.payment.month)


@transaction.atomic
def propose_receivable(
    *,
    actor: Viewer,
    award: Award,
    amounts: Mapping[Place, int],
    ground: str,
    words: str,
    plan: Plan,
    on: date,
) -> Receivable:
    """Which months of an award are to come back, and how much of each.

    What a provider of care got, it gives back itself.

    Raises ProblemsError: nothing chosen; more than was too much, or never arrived; no ground or words; another proposal waits; a
    provider's months and the person's own in one.
    """
    permit(actor, "pay.recover")
    if ground not in Ground.values:
        raise refusal("请选择原因", "choose a ground", where="ground")
    if not words.strip():
        raise refusal("请写明情况", "say what happened", where="words")
    check_plan(plan, on)
    standing = Receivable.objects.filter(
        household=award.household_id,
        person=award.person_id,
        programme=award.programme,
        state=State.proposed,
    )
    if in_scope(actor, standing).exists():
        raise refusal("已经有一份追回待审核", "a proposal already waits to be signed")
    months = _choose(actor, award, amounts, on)
    provider = _provider_of(actor, award, months)
    if provider and plan.may_net:
        raise refusal(
            "服务机构退回的钱不能从本人的待遇中抵扣",
            "what a provider gives back is not netted from the person's money",
            where="may_net",
        )
    total = sum(m["fen"] for m in months)
    receivable = Receivable.objects.create(
        area_code=award.area_code,
        household_id=award.household_id,
        person_id=award.person_id,
        provider_id=provider,
        award=award,
        decision_id=award.ended_by_id,
        programme=award.programme,
        amount_fen=total,
        months=months,
        ground=ground,
        words=words.strip()[:500],
        instalment_fen=plan.instalment_fen,
        first_due=plan.first_due,
        may_net=plan.may_net,
        proposed_by_id=actor.posting_id,
        proposed_on=on,
    )
    record(actor, "proposed", receivable, fen=total, ground=ground)
    return receivable


def check_plan(plan: Plan, on: date) -> None:
    """Raises ProblemsError: half a plan; one that begins in the past."""
    if (plan.instalment_fen is None) != (plan.first_due is None):
        raise refusal(
            "分期归还要同时写明每期金额和首期日期",
            "an instalment plan needs both the amount and the first day",
            where="instalment_fen",
        )
    if plan.instalment_fen is not None and plan.instalment_fen <= 0:
        raise refusal("每期金额须大于零", "more than nothing", where="instalment_fen")
    if plan.first_due is not None and plan.first_due < on:
        raise refusal("首期日期不能是过去", "the first day lies in the past", where="first_due")
    if plan.may_net and plan.instalment_fen is None:
        raise refusal(
            "抵扣须先约定每期金额",
            "netting needs an agreed amount each month",
            where="instalment_fen",
        )


def _choose(
    actor: Viewer, award: Award, amounts: Mapping[Place, int], on: date
) -> list[dict[str, Any]]:
    shown = too_much_of_award(actor, award, on)
    most = {place_of(t): t for t in shown.taken} if shown else {}
    chosen = []
    for place, fen in sorted(amounts.items(), key=lambda item: (item[0][2], item[0])):
        if not fen:
            continue
        taken = most.get(place)
        if taken is None:
            raise refusal(
                "选的月份没有多发，或者没有真正到账",
                "that month was not too much, or never arrived",
                value=place[2],
            )
        if not 0 < fen <= taken.fen:
            month = Month.parse(place[2])
            raise refusal(
                f"{month.format('zh')}最多追回 {format_yuan(taken.fen)} 元，也不能少于一分",
                f"of {month.format('en')} from 0.01 to {format_yuan(taken.fen)} yuan may be taken back",
            )
        line, component, month = place
        chosen.append(
            {
                "line": line,
                "component": component,
                "month": month,
                "fen": fen,
                "award": taken.payment.award,
            }
        )
    if not chosen:
        raise refusal("请至少选一个月", "choose at least one month")
    return chosen


def _provider_of(actor: Viewer, award: Award, months: list[dict[str, Any]]) -> int | None:
    """Who was paid for these months in place of the person."""
    rows = CareAgreement.objects.filter(person=award.person_id, programme=award.programme)
    agreements = list(in_scope(actor, rows)) if award.person_id else []
    found = {
        next(
            (
                a.provider_id
                for a in agreements
                if a.component == m["component"] and runs_in(a, Month.parse(m["month"]))
            ),
            None,
        )
        for m in months
    }
    if len(found) > 1:
        raise refusal(
            "付给服务机构的和付给本人的，要分开提出",
            "what a provider got and what the person got are proposed apart",
        )
    return found.pop()


@transaction.atomic
def sign_receivable(*, actor: Viewer, receivable: Receivable, on: date) -> Receivable:
    """Another person agrees: now the months are taken back, the ledger says so, and a letter to the family is drafted.

    Raises ProblemsError: not proposed; one's own proposal; what was too much is less by now.
    """
    permit(actor, "award.sign")
    locked = lock_receivable(actor, receivable, State.proposed)
    refuse_proposer(
        actor,
        locked,
        Text("提出和审核须是两个人", "whoever proposed it does not sign it: two people are needed"),
    )
    lines = {m["line"] for m in locked.months}
    list(Line.objects.select_for_update(of=("self",)).filter(pk__in=lines).order_by("pk"))
    shown = too_much_of_award(actor, locked.award, on)
    most = {place_of(t): t.fen for t in shown.taken} if shown else {}
    for m in locked.months:
        if m["fen"] > most.get((m["line"], m["component"], m["month"]), 0):
            raise refusal(
                "提出以后情况有变，请退回重新提出",
                "things have changed since: drop it and propose again",
                value=m["month"],
            )
    _post_dues(locked)
    _post_transfers(actor, locked, on)
    locked.state, locked.signed_by_id, locked.signed_on = State.open, actor.posting_id, on
    if locked.provider_id is None:
        locked.letter = draft_recovery_notice(actor=actor, receivable=locked, on=on)
    locked.save()
    record(actor, "signed", locked, fen=locked.amount_fen)
    return locked


def refuse_proposer(actor: Viewer, receivable: Receivable, said: Text) -> None:
    """The same person, in whatever posting."""
    by = receivable.proposed_by
    if actor.is_system or (by is not None and by.account_id == actor.account_id):
        raise refusal(said.zh, said.en)


def _post_dues(receivable: Receivable) -> None:
    """One correction for each month and component; where nothing is left of a month, others may draw it for these persons."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for m in receivable.months:
        found = sums[m["component"], m["month"]]
        found[0], found[1] = found[0] + m["fen"], m["award"]
    occasion = (
        receivable.award_id if receivable.award.period == Award.Period.once else 0
    )  # as open_months has it
    for (component, month), (fen, award) in sorted(sums.items()):
        take_back_due(
            receivable=receivable,
            line=None,
            like={
                "household_id": receivable.household_id,
                "person_id": receivable.person_id,
                "programme": receivable.programme,
                "component": component,
                "occasion": occasion,
                "month": Month.parse(month).first_day,
            },
            area_code=receivable.area_code,
            award=award,
            fen=fen,
        )


def take_back_due(
    *,
    receivable: Receivable | None,
    line: Line | None,
    like: dict[str, Any],
    area_code: str,
    award: int,
    fen: int,
) -> None:
    """A due below zero, with the next number of its month. Raises nothing: the caller has looked."""
    rows = Due.objects.filter(**like)
    mine = dict(like)
    if like["person_id"] is not None:
        mine.pop("household_id")  # a person's months are numbered over all households
    numbered = Due.objects.filter(**mine)
    Due.objects.create(
        **like,
        area_code=area_code,
        receivable=receivable,
        line=line,
        award_id=award,
        seq=(numbered.aggregate(Max("seq"))["seq__max"] or 0) + 1,
        amount_fen=-fen,
    )
    if like["person_id"] is None and not like["occasion"] and like["component"] == "main":
        left = rows.aggregate(Sum("amount_fen"))["amount_fen__sum"]
        if not left:
            Cover.objects.filter(due__in=rows, is_released=False).update(is_released=True)


def _post_transfers(actor: Viewer, receivable: Receivable, on: date) -> None:
    entry = add_entry(
        actor=actor,
        area_code=receivable.area_code,
        kind=LedgerEntry.Kind.overpayment,
        on=on,
        basis=receivable.get_ground_display(),
    )
    sums: dict[int, int] = defaultdict(int)
    for m in receivable.months:
        sums[m["line"]] += m["fen"]
    funds = dict(Line.objects.filter(pk__in=sums).values_list("pk", "fund_id"))
    Transfer.objects.bulk_create(
        Transfer(
            area_code=receivable.area_code,
            entry=entry,
            fund_id=funds[line],
            programme=receivable.programme,
            month=on.replace(day=1),
            source="paid",
            target="receivable",
            line_id=line,
            receivable=receivable,
            amount_fen=fen,
        )
        for line, fen in sorted(sums.items())
    )


@transaction.atomic
def drop_receivable(*, actor: Viewer, receivable: Receivable, reason: str, on: date) -> Receivable:
    """A proposal that nobody signs. Raises ProblemsError: no reason; signed already."""
    permit(actor, "award.sign" if actor.may("award.sign") else "pay.recover")
    locked = lock_receivable(actor, receivable, State.proposed)
    if not reason.strip():
        raise refusal("请写明理由", "say why", where="reason")
    locked.state, locked.closed_because = State.dropped, reason.strip()[:500]
    locked.closed_by_id, locked.closed_on = actor.posting_id, on
    locked.save()
    record(actor, "dropped", locked, reason=locked.closed_because)
    return locked


def lock_receivable(actor: Viewer, receivable: Receivable, *states: str) -> Receivable:
    rows = Receivable.objects.select_for_update(of=("self",)).select_related(
        "proposed_by", "award__household", "household", "person"
    )
    locked = in_scope(actor, rows).get(pk=receivable.pk)
    if locked.state not in states:
        raise refusal(
            f"现在是“{locked.get_state_display()}”，不能这样办",
            f"it is “{locked.state}”: this cannot be done now",
        )
    return locked


def record(
    actor: Viewer, what: str, receivable: Receivable, reason: str = "", **details: Any
) -> None:
    audit.record(
        actor,
        f"payments.receivable.{what}",
        object_type="receivable",
        object_id=receivable.pk,
        household_id=receivable.household_id,
        person_id=receivable.person_id,
        area_code=receivable.area_code,
        reason=reason,
        details=details,
    )


def note_viewed(*, actor: Viewer, receivable: Receivable) -> None:
    """Who looked at a family's page."""
    permit(actor, "pay.view")
    record(actor, "viewed", receivable)
