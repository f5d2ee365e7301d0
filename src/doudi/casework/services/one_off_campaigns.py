"""A one-off payment (一次性发放) to the holders of chosen programmes on a base date: shown, signed by another, each paid once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.models import Award, Campaign, CampaignItem
from doudi.casework.services.campaigns import (
    State,
    apply_signed,
    create_campaign,
    digest_of,
    lock_for_signature,
    record,
)
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.jobs import Skip, start_run
from doudi.foundation.models import Run, RunItem
from doudi.registry.models import Membership
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month
from doudi.units.money import format_yuan
from doudi.units.text import Text, refusal

PLAN, APPLY = "casework.one_off.plan", "casework.one_off.apply"
PROGRAMME = "one_off_payment"
PERSON, HOUSEHOLD = "person", "household"
AT_ONCE = 500
IN, UNKNOWN = "in", "unknown"
ItemState = CampaignItem.State


def plan_one_off(
    *,
    actor: Viewer,
    title: str,
    basis: str,
    programmes: Iterable[str],
    amount_fen: int,
    per: str,
    base_date: date,
    on: date,
) -> Campaign:
    """Begin to work out who had an award of the programmes in the month of the base date. `per`: person or household.

    Raises ProblemsError: no title, no document, no programme; no amount; a base date that has not come.
    """
    permit(actor, "award.manage")
    if amount_fen <= 0:
        raise refusal(
            "金额应大于0元",
            "Say how much: more than nothing",
            where="amount",
            value=format_yuan(amount_fen),
        )
    if per not in (PERSON, HOUSEHOLD):
        raise refusal("请选择按人还是按户发放", "For a person or a household?", where="per")
    if base_date > on:
        raise refusal(
            "基准日不能晚于今天", "the base date has not come", where="base_date", value=base_date
        )
    campaign = create_campaign(
        actor=actor,
        kind=Campaign.Kind.one_off,
        title=title,
        basis=basis,
        programmes=programmes,
        on=base_date,
        from_month=on.replace(day=1),
        about={"amount_fen": amount_fen, "per": per},
    )
    campaign.plan_run = start_run(
        actor=actor, kind=PLAN, params={"campaign": campaign.pk}, items=[{}]
    )
    campaign.save()
    record(actor, "asked", campaign)
    return campaign


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid once, because of which award; `change` unknown: a person has to look first."""

    award: int
    household: int
    person: int | None
    holds: str
    area: str
    change: str

    def text(self) -> str:
        return f"{self.household}:{self.person or ''}:{self.change}"


def perform_plan(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """Everybody who is to be paid, once. Written anew each time it is done."""
    campaign = Campaign.objects.select_for_update().get(pk=run.params["campaign"])
    if campaign.state != State.planning:
        raise Skip(Text("已经放弃，不再测算", "it was given up"))
    payees = _once(_payees(viewer, campaign))
    amount = campaign.about["amount_fen"]
    CampaignItem.objects.filter(campaign=campaign).delete()
    CampaignItem.objects.bulk_create(
        [
            CampaignItem(
                area_code=p.area,
                campaign=campaign,
                household_id=p.household,
                person_id=p.person,
                award_id=p.award,
                programme=p.holds,
                after_fen=amount,
                change=p.change,
                state=ItemState.planned if p.change == IN else ItemState.for_a_person,
            )
            for p in payees
        ],
        batch_size=2_000,
    )
    campaign.plan = _totals(payees, amount)
    campaign.plan_digest = digest_of([str(amount), *(p.text() for p in payees)])
    campaign.state = State.planned
    campaign.save()
    record(viewer, "planned", campaign, payees=len(payees))
    return {"payees": len(payees)}


def _payees(viewer: Viewer, campaign: Campaign) -> Iterator[Payee]:
    """In the order of the campaign's programmes: who holds two is listed under the first."""
    month = campaign.on.replace(day=1)
    rows = Award.objects.filter(programme__in=campaign.programmes, from_month__lte=month).exclude(
        period=Award.Period.once
    )
    rows = in_scope(viewer, rows.exclude(until_month__lt=month))
    fields = ("pk", "household_id", "person_id", "programme", "area_code")
    awards = sorted(
        rows.values_list(*fields), key=lambda a: (campaign.programmes.index(a[3]), a[0])
    )
    if campaign.about["per"] == HOUSEHOLD:
        for pk, home, _person, programme, area in awards:
            yield Payee(pk, home, None, programme, area, IN)
        return
    members = _members(viewer, {a[1] for a in awards}, campaign.on)
    for pk, home, person, programme, area in awards:
        if person is not None:
            gone = dict(members.get(home, ())).get(person, False)
            yield Payee(pk, home, person, programme, area, UNKNOWN if gone else IN)
        elif not members.get(home):
            yield Payee(pk, home, None, programme, area, UNKNOWN)
        else:
            for member, gone in members[home]:
                yield Payee(pk, home, member, programme, area, UNKNOWN if gone else IN)


def _members(viewer: Viewer, homes: set[int], on: date) -> dict[int, list[tuple[int, bool]]]:
    """(person, has died) of each household's members on the day. Whether they lived on the day, a person says."""
    rows = in_scope(viewer, Membership.objects.filter(household__in=homes))
    rows = rows.exclude(valid_from__gt=on).exclude(valid_to__lte=on).order_by("person_id")
    found: dict[int, list[tuple[int, bool]]] = {}
    for home, person, gone in rows.values_list("household_id", "person_id", "person__is_deceased"):
        found.setdefault(home, []).append((person, bool(gone)))
    return found


def _once(payees: Iterable[Payee]) -> list[Payee]:
    """One payment for each person, or each household."""
    found: dict[tuple[int | None, int | None], Payee] = {}
    for payee in payees:
        key = (payee.person, None) if payee.person else (None, payee.household)
        found.setdefault(key, payee)
    return sorted(found.values(), key=lambda p: (p.area, p.household, p.person or 0))


def _totals(payees: list[Payee], amount: int) -> dict[str, Any]:
    paid = [p for p in payees if p.change == IN]
    towns: dict[str, Counter[str]] = {}
    for payee in payees:
        town = towns.setdefault(at_level(payee.area, AreaLevel.township) or payee.area, Counter())
        town[payee.change] += 1
        town["fen"] += amount if payee.change == IN else 0
    return {
        "awards": len(payees),
        "households": len({p.household for p in payees}),
        "changes": dict(Counter(p.change for p in payees)),
        "fen": amount * len(paid),
        "programmes": dict(Counter(p.holds for p in paid)),
        "townships": {code: dict(towns[code]) for code in sorted(towns)},
    }


def sign_one_off(*, actor: Viewer, campaign: Campaign, digest: str, on: date) -> Campaign:
    """A second person agrees to exactly this list. Raises ProblemsError: as `lock_for_signature`; nobody is to be paid."""
    locked = lock_for_signature(actor, campaign, Campaign.Kind.one_off, digest)
    items = CampaignItem.objects.filter(campaign=locked, state=ItemState.planned)
    ids = list(in_scope(actor, items).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise refusal("没有可以发放的人", "nobody is to be paid")
    locked.from_month = on.replace(day=1)
    return apply_signed(
        actor=actor, campaign=locked, items=ids, job=APPLY, at_once=AT_ONCE, digest=digest
    )


def perform_one_off(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """One chunk of payments. What is done stays done: a second run finds nothing left, and the database takes no subject twice."""
    campaign = Campaign.objects.get(pk=run.params["campaign"])
    rows = CampaignItem.objects.select_for_update().filter(
        campaign=campaign,
        pk__gte=item.payload["from"],
        pk__lte=item.payload["to"],
        state=ItemState.planned,
    )
    lines = list(in_scope(viewer, rows).order_by("pk"))
    Award.objects.bulk_create([_payment(campaign, line) for line in lines])
    CampaignItem.objects.filter(pk__in=[line.pk for line in lines]).update(state=ItemState.done)
    audit.record(
        viewer,
        "casework.one_off.applied",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
        details={"paid": len(lines)},
        items=(f"{line.household_id}:{line.person_id}:{line.after_fen}".encode() for line in lines),
    )
    return {"paid": len(lines)}


def pay_line(campaign: Campaign, line: CampaignItem) -> Award:
    """One payment more, of a line that a person looked at."""
    award = _payment(campaign, line)
    award.save()
    return award


def _payment(campaign: Campaign, line: CampaignItem) -> Award:
    assert campaign.from_month is not None
    month = Month.from_date(campaign.from_month).first_day
    return Award(
        area_code=line.area_code,
        household_id=line.household_id,
        person_id=line.person_id,
        programme=PROGRAMME,
        outcome="money",
        period=Award.Period.once,
        amount_fen=line.after_fen,
        members=1 if line.person_id else None,
        from_month=month,
        until_month=month,
        campaign=campaign,
    )


def finish_one_off(run: Run, viewer: Viewer) -> None:
    campaign = Campaign.objects.select_for_update().get(pk=run.params["campaign"])
    campaign.state = State.done
    campaign.save()
    record(viewer, "finished", campaign)
