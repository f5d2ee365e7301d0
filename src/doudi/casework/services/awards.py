"""What a decision gives, changes and ends. Months are kept as their first days; the last month is the last one paid."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.casework.domain.award_months import are_apart
from doudi.casework.domain.proposals import Entry, granted
from doudi.casework.models import Award, Case, Decision, Hold, Lead
from doudi.casework.services.standing import publish_award, unpublish_award
from doudi.casework.services.transition import open_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.models import Membership
from doudi.units.dates import Month
from doudi.units.text import refusal

REDECIDE = "another_award"  # the ground on which a household's award is looked at again
GRADUAL_EXIT = "gradual_exit"
REPLACED, EXCLUDED = "replaced", "excluded"


@transaction.atomic
def give_awards(*, actor: Viewer, decision: Decision, on: date) -> list[Award]:
    """An award for everything that the decision finds eligible, from the month that the engine found.

    What the same subject had of the programme ends with the month before; what nobody may have beside it ends so too. A
    household's award that counts others as well is not cut here: a case is opened in which a person decides it again.
    """
    permit(actor, "case.confirm")
    case = decision.case
    members = _count_members(actor, case, on)
    given = [_give(actor, decision, entry, members, on) for entry in granted(decision.results)]
    for award in given:
        _end_what_is_apart(actor, decision, award, given, on)
    return given


def _give(actor: Viewer, decision: Decision, entry: Entry, members: int, on: date) -> Award:
    case, first = decision.case, first_month(entry, on)
    old = standing(actor, case.household_id, entry["programme"], entry["person"])
    if old is not None and entry["period"] == Award.Period.month:
        _end(actor, old, decision, first - 1, REPLACED)
    until = Month.parse(entry["until_month"]) if entry["until_month"] else None
    if entry["period"] == Award.Period.once:
        until = first
    award = Award.objects.create(
        area_code=case.area_code,
        household_id=case.household_id,
        person_id=entry["person"],
        programme=entry["programme"],
        outcome=entry["outcome"],
        period=entry["period"],
        amount_fen=entry["amount_fen"],
        parts=entry.get("parts", {}),
        members=members if entry["person"] is None else 1,
        from_month=first.first_day,
        until_month=until.first_day if until else None,
        review_due=review_day(entry["review_month"]) if entry["review_month"] else None,
        state=Award.State.gradual_exit
        if entry["programme"] == GRADUAL_EXIT
        else Award.State.active,
        given_by=decision,
    )
    _record(actor, "casework.award.given", award, amount=award.amount_fen, first=str(first))
    publish_award(award, on)
    return award


def first_month(entry: Entry, on: date) -> Month:
    """The engine's; where the programme names none (a status, a single payment), the month of the decision."""
    return Month.parse(entry["from_month"]) if entry["from_month"] else Month.from_date(on)


def review_day(month: str) -> date:
    """The last day of the month in which the review is due."""
    return Month.parse(month).last_day


def standing(actor: Viewer, household: int, programme: str, person: int | None) -> Award | None:
    """The award of a programme that has not ended, locked."""
    rows = Award.objects.select_for_update().filter(
        household_id=household, programme=programme, person_id=person, period=Award.Period.month
    )
    return in_scope(actor, rows).exclude(state=Award.State.ended).first()


def _count_members(actor: Viewer, case: Case, on: date) -> int:
    """Members on the day who have not died."""
    rows = Membership.objects.filter(household_id=case.household_id).exclude(
        person__is_deceased=True
    )
    here = [
        m
        for m in in_scope(actor, rows)
        if (m.valid_from is None or m.valid_from <= on) and (m.valid_to is None or on < m.valid_to)
    ]
    return len(here)


# -- what may not stand beside it ----------------------------------------------------------------------
def _end_what_is_apart(
    actor: Viewer, decision: Decision, new: Award, given: list[Award], on: date
) -> None:
    edition = get_rulebook().at(on, new.area_code)
    rows = Award.objects.select_for_update().filter(household_id=new.household_id)
    others = (
        in_scope(actor, rows).exclude(state=Award.State.ended).exclude(period=Award.Period.once)
    )
    for other in others.exclude(pk__in=[a.pk for a in given]):
        same = new.person_id == other.person_id or None in (new.person_id, other.person_id)
        if not same or not are_apart(edition, new.programme, other.programme):
            continue
        if other.person_id is None and new.person_id is not None and (other.members or 0) > 1:
            _open_again(decision, other, on)
        else:
            _end(actor, other, decision, Month.from_date(new.from_month) - 1, EXCLUDED)


def _open_again(decision: Decision, award: Award, on: date) -> Case:
    """The rest of the household: opened by Doudi, decided by a person."""
    found = Case.objects.filter(award=award, is_open=True).first()
    if found is not None:
        return found
    with acting(system("casework", area_code=award.area_code)) as opener:
        return open_case(
            actor=opener,
            procedure="review",
            household=award.household,
            award=award,
            programmes=["dibao", "gradual_exit", "dibao_edge", "single_person_case"]
            if award.programme in ("dibao", "gradual_exit")
            else [award.programme],
            on=on,
            about={"ground": REDECIDE, "because_of": decision.pk},
        )


# -- changes and ends ------------------------------------------------------------------------------------
def change_award(
    *, actor: Viewer, award: Award, decision: Decision, entry: Entry, on: date
) -> Award:
    """The old row ends with the month before, another begins. `entry`: a result in the proposal's shape."""
    permit(actor, "case.confirm")
    if entry["programme"] != award.programme or entry["person"] != award.person_id:
        raise refusal("结果与这项待遇不符", "the result is not about this award")
    return _give(actor, decision, entry, award.members or 1, on)


@transaction.atomic
def end_award(
    *, actor: Viewer, award: Award, decision: Decision, last_month: date, reason: str = ""
) -> Award:
    """`last_month`: any day of the last month that is paid. Ended twice by one decision: the later words count.

    Raises ProblemsError: it ended before, by another decision.
    """
    permit(actor, "case.confirm")
    locked = in_scope(actor, Award.objects.select_for_update()).get(pk=award.pk)
    if locked.state == Award.State.ended and locked.ended_by_id != decision.pk:
        raise refusal("这项待遇已经终止", "this award has ended already")
    _end(actor, locked, decision, Month.from_date(last_month), reason)
    return locked


def _end(actor: Viewer, award: Award, decision: Decision, last: Month, reason: str) -> None:
    """A term that is over earlier stays so; an award that never began keeps no month."""
    before = Month.from_date(award.from_month) - 1
    until = Month.from_date(award.until_month) if award.until_month else None
    if award.ended_by_id != decision.pk and until is not None:
        last = min(last, until)
    award.until_month = max(last, before).first_day
    award.state, award.ended_by, award.end_reason = Award.State.ended, decision, reason[:40]
    award.save()
    _record(actor, "casework.award.ended", award, last=str(max(last, before)), why=reason)
    unpublish_award(award, decision.on)


# -- holds -----------------------------------------------------------------------------------------------
def suspend_award(
    *,
    actor: Viewer,
    award: Award,
    ground: str,
    from_month: date,
    until_month: date,
    on: date,
    lead: Lead | None = None,
    told_on: date | None = None,
) -> Hold:
    """A named officer holds the payment, with an end. What is held is paid when the hold is lifted.

    Raises ProblemsError: no ground; the end before the beginning; nothing to hold.
    """
    permit(actor, "award.sign")
    if actor.is_system:
        raise refusal("暂停发放只能由人决定", "only a person may hold a payment")
    first, last = Month.from_date(from_month), Month.from_date(until_month)
    if not ground.strip():
        raise refusal("请写明理由", "Say why", where="ground")
    if last < first:
        raise refusal("终止月早于起始月", "it ends before it begins", where="until_month")
    locked = in_scope(actor, Award.objects.select_for_update()).get(pk=award.pk)
    standing = locked.holds.filter(lifted_on__isnull=True, until_month__gte=first.first_day)
    if locked.state == Award.State.ended or standing.exists():
        raise refusal("这项待遇不在发放，不能暂停", "this award is not being paid")
    hold = Hold.objects.create(
        area_code=locked.area_code,
        award=locked,
        lead=lead,
        ground=ground.strip()[:500],
        from_month=first.first_day,
        until_month=last.first_day,
        signed_by_id=actor.posting_id,
        signed_on=on,
        told_on=told_on,
    )
    locked.state = Award.State.suspended
    locked.save()
    _record(
        actor,
        "casework.award.suspended",
        locked,
        reason=hold.ground,
        first=str(first),
        last=str(last),
    )
    return hold


@transaction.atomic
def resume_award(*, actor: Viewer, hold: Hold, because: str, on: date) -> Award:
    """The hold is lifted: its months are paid after all. Raises ProblemsError: lifted before; no reason."""
    permit(actor, "award.sign")
    award = in_scope(actor, Award.objects.select_for_update()).get(pk=hold.award_id)
    hold.refresh_from_db()
    if hold.lifted_on is not None:
        raise refusal("已经恢复发放", "the hold was lifted before")
    if not because.strip():
        raise refusal("请写明理由", "Say why", where="because")
    hold.lifted_on, hold.lifted_because = on, because.strip()[:500]
    hold.save()
    others = Hold.objects.filter(
        award=award, lifted_on__isnull=True, until_month__gte=on.replace(day=1)
    )
    if award.state == Award.State.suspended and not others.exists():
        _pay_again(award)
    _record(actor, "casework.award.resumed", award, reason=hold.lifted_because)
    return award


def _pay_again(award: Award) -> None:
    gradual = award.programme == GRADUAL_EXIT
    award.state = Award.State.gradual_exit if gradual else Award.State.active
    award.save()


@transaction.atomic
def end_holds(*, actor: Viewer, on: date) -> int:
    """Awards whose last hold is over and was not renewed are paid again, with the months that were held. Returns how many."""
    rows = Award.objects.select_for_update().filter(state=Award.State.suspended)
    standing = Hold.objects.filter(lifted_on__isnull=True, until_month__gte=on.replace(day=1))
    over = list(in_scope(actor, rows).exclude(holds__in=standing))
    for award in over:
        _pay_again(award)
        _record(actor, "casework.award.resumed", award, reason="暂停期满")
    return len(over)


def _record(actor: Viewer, action: str, award: Award, reason: str = "", **details: object) -> None:
    audit.record(
        actor,
        action,
        object_type="award",
        object_id=award.pk,
        household_id=award.household_id,
        person_id=award.person_id,
        area_code=award.area_code,
        reason=reason,
        details={"programme": award.programme, **details},
    )
