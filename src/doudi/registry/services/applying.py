"""A plan becomes rows. Memberships are closed and opened, never rewritten, so that every day of the past stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from doudi.foundation.access import Viewer
from doudi.registry.domain.changes import Home, Member, Plan
from doudi.registry.models import Fact, Household, Membership, Person, Supporter
from doudi.registry.services.households import next_number, open_membership, save_household
from doudi.registry.services.places import check_place, settle_household
from doudi.units.text import refusal


@dataclass
class Applied:
    """What was written: ids of memberships closed and opened, households by place in the plan, ids of those that ended."""

    closed: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)


def lock_concerned(plan: Plan) -> None:
    """The households of a plan and whoever moves between them, in one order for everybody, held until the transaction ends."""
    homes = sorted(home.id for home in plan.before if home.id is not None)
    list(Household.objects.select_for_update().filter(pk__in=homes).order_by("pk"))
    before, after = (
        {(h.id, m.person_id) for h in hs for m in h.members} for hs in (plan.before, plan.after)
    )
    persons = {person for _, person in before ^ after}
    persons |= {edit.id for edit in plan.edits if edit.table == "person"}
    list(Person.objects.select_for_update().filter(pk__in=persons).order_by("pk"))


def apply_homes(actor: Viewer, plan: Plan, on: date) -> Applied:
    """The bare writes from the plan's `before` to its `after`, from the day `on`. The caller permits, locks and audits.

    Raises ProblemsError: a place outside the actor's area, a household number that is taken.
    """
    done = Applied()
    pairs = list(zip(plan.before, plan.after, strict=False))
    for before, after in pairs:
        _close_places(before, after, on, done)
    for before, after in pairs:
        done.households.append(_change_household(actor, before, after, on, done))
    for after in plan.after[len(plan.before) :]:
        done.households.append(_new_household(actor, after, on))
    for index, (after, household) in enumerate(zip(plan.after, done.households, strict=True)):
        before = plan.before[index] if index < len(plan.before) else None
        _open_places(before, after, household, on, done)
    _move_supporters(plan, done.households, on)
    return done


def _close_places(before: Home, after: Home, on: date, done: Applied) -> None:
    leaving = [m.person_id for m in before.members if _changes_place(m, after)]
    rows = Membership.objects.filter(
        household_id=before.id, person_id__in=leaving, valid_to__isnull=True
    )
    for row in rows:
        row.valid_to = max(on, row.valid_from or on)
        row.save(update_fields=["valid_to"])
        done.closed.append(row.pk)


def _changes_place(member: Member, after: Home) -> bool:
    there = after.member(member.person_id)
    return there is None or there.relation != member.relation


def _change_household(
    actor: Viewer, before: Home, after: Home, on: date, done: Applied
) -> Household:
    household = Household.objects.get(pk=before.id)
    if before == after:
        return household
    if before.area_code != after.area_code:
        settle_household(household, check_place(actor, after.area_code, on))
    household.address, household.residence_class = after.address, after.residence_class
    if before.state != after.state:
        household.state, household.valid_to = after.state, on
        household.merged_into_id = after.merged_into
        done.ended.append(household.pk)
    household.version += 1
    household.save()
    return household


def _new_household(actor: Viewer, after: Home, on: date) -> Household:
    household = Household(
        area_code=check_place(actor, after.area_code, on),
        number=after.number or next_number(after.area_code),
        address=after.address,
        residence_class=after.residence_class,
        valid_from=on,
        split_from_id=after.split_from,
    )
    save_household(household)
    return household


def _open_places(
    before: Home | None, after: Home, household: Household, on: date, done: Applied
) -> None:
    for position, member in enumerate(after.members):
        stays = before is not None and before.member(member.person_id)
        if stays and stays.relation == member.relation:
            rows = Membership.objects.filter(
                household=household, person_id=member.person_id, valid_to__isnull=True
            )
            rows.exclude(position=position).update(position=position)
            continue
        person = Person.objects.get(pk=member.person_id)
        row = open_membership(household, person, member.relation, on, position)
        done.opened.append(row.pk)


def _move_supporters(plan: Plan, households: list[Household], on: date) -> None:
    """Who owes support to somebody who went over to another household goes with them, with what is known of the supporter."""
    where = {m.person_id: households[i] for i, home in enumerate(plan.after) for m in home.members}
    for home in plan.before:
        rows = Supporter.objects.filter(household_id=home.id, valid_to__isnull=True)
        for supporter in rows:
            target = where.get(supporter.supported_id or 0)
            if supporter.supported_id is None:
                target = _successor(plan, home, households)
            if target is not None and target.pk != home.id:
                _copy_supporter(supporter, target, on)


def _successor(plan: Plan, home: Home, households: list[Household]) -> Household | None:
    """Where a household was merged into."""
    after = plan.after[plan.before.index(home)]
    return next((h for h in households if h.pk == after.merged_into), None)


def _copy_supporter(supporter: Supporter, target: Household, on: date) -> None:
    """A row of its own in the new household, with the same facts and evidence; the old one ends."""
    facts = list(Fact.objects.filter(supporter=supporter))
    if supporter.valid_from is not None and supporter.valid_from > on:
        raise refusal(
            "生效日期早于义务人登记的日期",
            "The change would be before the supporter was recorded",
            where=supporter.name,
        )
    supporter.valid_to = on
    supporter.save(update_fields=["valid_to"])
    supporter.pk, supporter.valid_from, supporter.valid_to = None, on, None
    supporter.household, supporter.area_code = target, target.area_code
    supporter.position = target.supporters.filter(valid_to__isnull=True).count()
    supporter.save(force_insert=True)
    for fact in facts:
        fact.pk, fact.supporter, fact.area_code = None, supporter, target.area_code
    Fact.objects.bulk_create(facts)
