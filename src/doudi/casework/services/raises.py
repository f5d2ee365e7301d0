"""A raise of the standard (提标): everybody affected is worked out and shown, a second person signs, a run applies it.

Only more is given without a further decision; who would get less, nothing or cannot be settled is left to a person as a review.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.domain.raises import BY_ITSELF, FOR_A_PERSON, UNKNOWN, change_of
from doudi.casework.models import Award, Campaign, CampaignItem, Letter
from doudi.casework.services.bulk_decisions import decide_many
from doudi.casework.services.campaigns import (
    apply_signed,
    create_campaign,
    digest_of,
    lock_for_signature,
    record,
)
from doudi.casework.services.numbers import new_code
from doudi.casework.services.standing import renew_published
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.jobs import Skip, start_run
from doudi.foundation.models import Run, RunItem
from doudi.foundation.rulebook import get_rulebook
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month
from doudi.units.text import Text, refusal

PLAN, APPLY = "casework.raise.plan", "casework.raise.apply"
AT_ONCE = (
    500  # awards that one item of the run raises: a second of work, lost at most when it is killed
)
LETTER = "raise_letter"
State, ItemState = Campaign.State, CampaignItem.State


def plan_raise(
    *,
    actor: Viewer,
    title: str,
    basis: str,
    programmes: Iterable[str],
    from_month: Month,
    on: date,
) -> Campaign:
    """Begin to work out a raise. The new figures must be in the place's law from the first raised month on.

    Raises ProblemsError: no title, no basis; no programme of monthly money; a month that has begun.
    """
    permit(actor, "award.manage")
    wanted = list(programmes)
    for name in wanted:
        programme = get_rulebook().programmes.get(name)
        if programme is None or programme.outcome != "money" or programme.period != "month":
            raise refusal("不是按月发钱的项目", "no programme of monthly money", value=name)
    if from_month <= Month.from_date(on):
        raise refusal(
            "从下个月或以后开始提标；已经开始的月份按补发办理",
            "A raise begins with a month that has not begun; earlier months are arrears",
            where="from_month",
            value=str(from_month),
        )
    campaign = create_campaign(
        actor=actor,
        kind=Campaign.Kind.raise_,
        title=title,
        basis=basis,
        programmes=wanted,
        on=on,
        from_month=from_month.first_day,
    )
    campaign.plan_run = start_run(
        actor=actor, kind=PLAN, params={"campaign": campaign.pk}, items=[{}]
    )
    campaign.save()
    record(actor, "asked", campaign)
    return campaign


def perform_plan(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """Every award of the programmes beside what the law gives from the month on. Written anew each time it is done."""
    campaign = Campaign.objects.select_for_update().get(pk=run.params["campaign"])
    if campaign.state != State.planning:
        raise Skip(Text("已经放弃，不再测算", "it was given up"))
    assert campaign.from_month is not None
    month = Month.from_date(campaign.from_month)
    awards = list(
        _standing(viewer, campaign).values_list(
            "pk", "household_id", "person_id", "programme", "amount_fen", "area_code"
        )
    )
    found = decide_many(viewer, {a[1] for a in awards}, campaign.programmes, month.first_day)
    lines = [_line(award, found) for award in awards]
    CampaignItem.objects.filter(campaign=campaign).delete()
    CampaignItem.objects.bulk_create((_item(campaign, line) for line in lines), batch_size=2_000)
    campaign.plan, campaign.plan_digest = _totals(lines), digest_of(line.text() for line in lines)
    campaign.state = State.planned
    campaign.save()
    audit.record(
        viewer,
        "casework.raise.planned",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
        details=campaign.plan["changes"],
        items=(line.text().encode() for line in lines),
    )
    return {"awards": len(lines)}


def _standing(viewer: Viewer, campaign: Campaign) -> Any:
    """Monthly awards that are paid in the first raised month."""
    rows = Award.objects.filter(
        programme__in=campaign.programmes,
        period=Award.Period.month,
        from_month__lt=campaign.from_month,
    ).exclude(state=Award.State.ended)
    rows = rows.exclude(until_month__lt=campaign.from_month)
    return in_scope(viewer, rows).order_by("pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One award of the plan."""

    award: int
    household: int
    person: int | None
    programme: str
    area: str
    before: int | None
    after: int | None
    verdict: str
    change: str
    parts: dict[str, int]

    def text(self) -> str:
        return json.dumps([self.award, self.programme, self.before, self.after, self.change])


def _line(award: tuple[Any, ...], found: dict[Any, Any]) -> Line:
    pk, household, person, programme, before, area = award
    told = found.get((programme, household, person))
    verdict, after = (told.verdict, told.amount_fen) if told else ("undetermined", None)
    change = change_of(before, verdict, after) if told else UNKNOWN
    parts = told.parts_fen if told else {}
    return Line(pk, household, person, programme, area, before, after, verdict, change, parts)


def _item(campaign: Campaign, line: Line) -> CampaignItem:
    state = ItemState.planned if line.change in BY_ITSELF else ItemState.skipped
    if line.change in FOR_A_PERSON:
        state = ItemState.for_a_person
    return CampaignItem(
        area_code=line.area,
        campaign=campaign,
        household_id=line.household,
        person_id=line.person,
        award_id=line.award,
        programme=line.programme,
        before_fen=line.before,
        after_fen=line.after,
        parts=line.parts,
        verdict=line.verdict,
        change=line.change,
        state=state,
    )


def _totals(lines: list[Line]) -> dict[str, Any]:
    """Counts and fen by change, by programme and by township; what the second person sees before signing."""
    changes: Counter[str] = Counter(line.change for line in lines)
    more: Counter[str] = Counter()
    towns: dict[str, Counter[str]] = {}
    for line in lines:
        raised = (line.after or 0) - (line.before or 0) if line.change in BY_ITSELF else 0
        more[line.programme] += raised
        town = towns.setdefault(at_level(line.area, AreaLevel.township) or line.area, Counter())
        town[line.change] += 1
        town["more_fen"] += raised
    return {
        "awards": len(lines),
        "households": len({line.household for line in lines}),
        "changes": dict(changes),
        "more_fen": sum(more.values()),
        "programmes": dict(more),
        "townships": {code: dict(towns[code]) for code in sorted(towns)},
    }


# -- signing and applying -------------------------------------------------------------------------------
def sign_raise(*, actor: Viewer, campaign: Campaign, digest: str, on: date) -> Campaign:
    """A second person agrees to exactly this plan; it is applied as a run.

    Raises ProblemsError: not planned; another plan than the one seen; the same person; the month has begun; nothing to raise.
    """
    locked = lock_for_signature(actor, campaign, Campaign.Kind.raise_, digest)
    assert locked.from_month is not None
    if Month.from_date(locked.from_month) <= Month.from_date(on):
        raise refusal("提标的月份已经开始，请重新测算", "the month has begun: work it out again")
    items = CampaignItem.objects.filter(campaign=locked, state=ItemState.planned)
    ids = list(in_scope(actor, items).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise refusal("没有可以提标的", "there is nothing to raise")
    return apply_signed(
        actor=actor, campaign=locked, items=ids, job=APPLY, at_once=AT_ONCE, digest=digest
    )


def perform_raise(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """One chunk: the old rows end with the month before, new ones begin, each family's letter is drafted. All or nothing."""
    campaign = Campaign.objects.get(pk=run.params["campaign"])
    lines = list(
        CampaignItem.objects.filter(
            campaign=campaign,
            pk__gte=item.payload["from"],
            pk__lte=item.payload["to"],
            state=ItemState.planned,
        ).order_by("pk")
    )
    locked = Award.objects.select_for_update().filter(pk__in=[i.award_id for i in lines])
    awards = {a.pk: a for a in in_scope(viewer, locked)}
    raised, changed = [], []
    for line in lines:
        award = awards.get(line.award_id or 0)
        still = award is not None and award.state in ("active", "gradual_exit", "suspended")
        if award is not None and still and award.amount_fen == line.before_fen:
            raised.append((line, award))
        else:  # decided otherwise since the plan was made
            changed.append(line)
    _end_old_rows(campaign, [award for _, award in raised])
    new = Award.objects.bulk_create([_new_row(campaign, line, award) for line, award in raised])
    Letter.objects.bulk_create([_letter(viewer, campaign, award, line) for (line, award) in raised])
    renew_published(zip((award for _, award in raised), new, strict=True), get_today())
    for state, some in (
        (ItemState.done, [r[0] for r in raised]),
        (ItemState.for_a_person, changed),
    ):
        CampaignItem.objects.filter(pk__in=[line.pk for line in some]).update(state=state)
    audit.record(
        viewer,
        "casework.raise.applied",
        object_type="campaign",
        object_id=campaign.pk,
        area_code=campaign.area_code,
        details={"raised": len(raised), "left": len(changed)},
        items=(f"{a.household_id}:{a.programme}:{a.amount_fen}".encode() for a in new),
    )
    return {"raised": len(raised), "left": len(changed)}


def _end_old_rows(campaign: Campaign, awards: list[Award]) -> None:
    assert campaign.from_month is not None
    last = (Month.from_date(campaign.from_month) - 1).first_day
    Award.objects.filter(pk__in=[a.pk for a in awards]).update(
        state=Award.State.ended, until_month=last, end_reason="raised"
    )


def _new_row(campaign: Campaign, line: CampaignItem, award: Award) -> Award:
    return Award(
        area_code=award.area_code,
        household_id=award.household_id,
        person_id=award.person_id,
        programme=award.programme,
        outcome=award.outcome,
        period=award.period,
        amount_fen=line.after_fen,
        parts=line.parts,
        members=award.members,
        from_month=campaign.from_month,
        until_month=award.until_month,
        review_due=award.review_due,
        state=award.state,
        given_by_id=award.given_by_id,
        campaign=campaign,
        taken_over_id=award.taken_over_id,
    )


def _letter(viewer: Viewer, campaign: Campaign, award: Award, line: CampaignItem) -> Letter:
    return Letter(
        area_code=award.area_code,
        office_area=campaign.area_code,
        campaign=campaign,
        household_id=award.household_id,
        person_id=award.person_id,
        kind=LETTER,
        code=new_code(),
        content={"programme": award.programme, "before_fen": line.before_fen, "after_fen": line.after_fen, "from_month": f"{campaign.from_month:%Y-%m}", "basis": campaign.basis},
        drafted_by_id=campaign.asked_by_id,
        drafted_at=get_now(),
    )  # fmt: skip


def finish_raise(run: Run, viewer: Viewer) -> None:
    campaign = Campaign.objects.select_for_update().get(pk=run.params["campaign"])
    campaign.state = State.done
    campaign.save()
    record(viewer, "finished", campaign)
