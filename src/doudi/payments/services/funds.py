"""Funds of a county: set up, given a budget, set to pay a programme."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.format_book import format_of
from doudi.payments.models import Fund, Funding, LedgerEntry, PaymentRun, Transfer
from doudi.payments.selectors.funds import available_of, needs_of
from doudi.payments.services.ledger import add_entry
from doudi.units.text import refusal


@transaction.atomic
def add_fund(*, actor: Viewer, source: str, name: str, on: date) -> Fund:
    """Raises ProblemsError: no name, or one that there is; an unknown source."""
    permit(actor, "fund.manage")
    if not name.strip():
        raise refusal("请填写资金名称", "give the fund a name", where="name")
    if source not in Fund.Source.values:
        raise refusal("没有这种资金来源", "there is no such source", where="source", value=source)
    if in_scope(actor, Fund.objects.filter(area_code=actor.area_code, name=name.strip())).exists():
        raise refusal("已经有同名的资金", "there is a fund of this name", where="name", value=name)
    fund = Fund.objects.create(
        area_code=actor.area_code, source=source, name=name.strip()[:60], valid_from=on
    )
    _record(actor, "changed", fund, name=fund.name, source=source)
    return fund


@transaction.atomic
def give_budget(*, actor: Viewer, fund: Fund, amount_fen: int, basis: str, on: date) -> LedgerEntry:
    """More (or, below zero, less) money for a fund, with the document that says so.

    Raises ProblemsError: nothing; no document; more taken back than is left, and is not signed away.
    """
    permit(actor, "fund.manage")
    if not amount_fen:
        raise refusal("请填写金额", "give an amount", where="amount_fen")
    if not basis.strip():
        raise refusal("请写明文件", "name the document", where="basis")
    locked = in_scope(actor, Fund.objects.select_for_update()).get(pk=fund.pk)
    being_posted = PaymentRun.objects.filter(area_code=locked.area_code, state="approving")
    left = available_of(actor, locked.area_code).get(locked.pk, 0)
    left -= needs_of(actor, being_posted).get(locked.pk, 0)
    if amount_fen < 0 and amount_fen + left < 0:
        raise refusal("剩余资金不够收回", "less is left than is taken back", where="amount_fen")
    entry = add_entry(
        actor=actor,
        area_code=locked.area_code,
        kind=LedgerEntry.Kind.budget,
        on=on,
        basis=basis.strip(),
    )
    source, target = ("outside", "available") if amount_fen > 0 else ("available", "outside")
    Transfer.objects.create(
        area_code=locked.area_code,
        entry=entry,
        fund=locked,
        source=source,
        target=target,
        amount_fen=abs(amount_fen),
    )
    _record(actor, "budgeted", locked, fen=amount_fen, basis=entry.basis)
    return entry


@transaction.atomic
def set_funding(
    *, actor: Viewer, programme: str, fund: Fund, order: int, road: str, on: date
) -> Funding:
    """From a day on, this fund pays the programme at this place in the order; what stood there ends.

    Raises ProblemsError: an unknown programme or one that gives no money; an unknown road.
    """
    permit(actor, "fund.manage")
    format_of(road)
    known = get_rulebook().programmes.get(programme)
    if known is None or known.outcome != "money":
        raise refusal("不是发钱的项目", "no programme of money", where="programme", value=programme)
    standing = in_scope(actor, Funding.objects.select_for_update(of=("self",)))
    standing.filter(
        area_code=actor.area_code, programme=programme, order=order, valid_to__isnull=True
    ).update(valid_to=on)
    funding = Funding.objects.create(
        area_code=actor.area_code,
        programme=programme,
        fund=fund,
        order=order,
        road=road,
        valid_from=on,
    )
    _record(actor, "changed", fund, programme=programme, order=order, road=road)
    return funding


@transaction.atomic
def end_funding(*, actor: Viewer, funding: Funding, on: date) -> Funding:
    """From this day on the fund no longer pays the programme."""
    permit(actor, "fund.manage")
    locked = in_scope(actor, Funding.objects.select_for_update(of=("self",))).get(pk=funding.pk)
    if locked.valid_to is None:
        locked.valid_to = max(on, locked.valid_from)
        locked.save()
        _record(actor, "changed", locked.fund, programme=locked.programme, ended=str(on))
    return locked


def _record(actor: Viewer, what: str, fund: Fund, **details: object) -> None:
    audit.record(
        actor,
        f"payments.fund.{what}",
        object_type="fund",
        object_id=fund.pk,
        area_code=fund.area_code,
        details=dict(details),
    )
