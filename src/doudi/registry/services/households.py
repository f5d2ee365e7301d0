"""Registering households and who belongs to them. Changes that need a preview and a second person: `changes`."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, connection, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.law.cn.facts import RELATIONS
from doudi.registry.models import Household, Membership, Person
from doudi.registry.services.places import check_place, settle_persons
from doudi.units.text import plain, refusal

MOST_MEMBERS = 60  # the rulebook's bound


def register_household(
    *,
    actor: Viewer,
    area_code: str,
    on: date,
    number: str = "",
    address: str = "",
    residence_class: str = "",
    valid_from: date | None = None,
    members_are_complete: bool | None = None,
    supporters_are_complete: bool | None = None,
) -> Household:
    """A new household without members yet. Without a `number` it gets one of its own.

    Raises ProblemsError: a place that is not the actor's, a number that is taken, a residence class that there is not.
    """
    permit(actor, "register.record")
    if residence_class not in ("", "urban", "rural"):
        raise refusal("城乡类别只能是城镇或农村", "Urban or rural", value=residence_class)
    code = check_place(actor, area_code, on)
    household = Household(
        area_code=code,
        number=plain(number) or next_number(code),
        address=address.strip()[:200],
        residence_class=residence_class,
        valid_from=valid_from,
        members_are_complete=members_are_complete,
        supporters_are_complete=supporters_are_complete,
    )
    save_household(household)
    record_household(actor, "registry.household.created", household, {"number": household.number})
    return household


def save_household(household: Household) -> None:
    """Save; a number that is taken, also outside the area, is a ProblemsError."""
    try:
        with transaction.atomic():
            household.save()
    except IntegrityError as error:
        if "household_number_once" not in str(error):
            raise
        raise refusal(
            "这个家庭编号已经有了", "This household number is taken", value=household.number
        ) from None


def next_number(area_code: str) -> str:
    """The township and a running figure: unique without looking at anybody else's households."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_household_number')")
        return f"{area_code[:9]}-{cursor.fetchone()[0]:07d}"


def record_household(
    actor: Viewer,
    action: str,
    household: Household,
    details: dict[str, object],
    *,
    person: Person | None = None,
    reason: str = "",
) -> None:
    """One event in the trail about this household (and one of its people)."""
    audit.record(
        actor,
        action,
        object_type="household",
        object_id=household.pk,
        household_id=household.pk,
        person_id=person.pk if person else None,
        area_code=household.area_code,
        reason=reason,
        details=details,
    )


def lock_household(household_id: int) -> Household:
    """The present row, held until the transaction ends. Raises ProblemsError when it is dissolved or merged."""
    household = Household.objects.select_for_update().get(pk=household_id)
    if household.state != Household.State.active:
        raise refusal(
            "这个家庭已经销户或并入他户，不能再改动",
            "This household is dissolved or merged and no longer changes",
            where=household.number,
        )
    return household


def add_member(
    *,
    actor: Viewer,
    household: Household,
    person: Person,
    relation: str,
    on: date,
    valid_from: date | None = None,
    position: int | None = None,
) -> Membership:
    """The person belongs to the household from `valid_from` (not known: None). What is known of the person moves to its village.

    Raises ProblemsError: not a relation; a second head; the person belongs to a household already; the household is full.
    """
    permit(actor, "register.record")
    household = lock_household(household.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    present = list(household.memberships.filter(valid_to__isnull=True))
    check_new_member(person, relation, present)
    member = open_membership(
        household, person, relation, valid_from, len(present) if position is None else position
    )
    touch(household)
    record_household(
        actor,
        "registry.household.member_added",
        household,
        {"relation": relation, "from": valid_from.isoformat() if valid_from else None},
        person=person,
    )
    return member


def check_new_member(person: Person, relation: str, present: list[Membership]) -> None:
    """Raises ProblemsError naming why this person cannot join these members."""
    if relation not in RELATIONS:
        raise refusal("没有这种与户主关系", "There is no such relation", value=relation)
    if relation == "head" and any(m.relation == "head" for m in present):
        raise refusal("已经有户主，一户只能有一个", "There is a head already", where=person.name)
    if len(present) >= MOST_MEMBERS:
        raise refusal(
            f"一户最多登记{MOST_MEMBERS}人", f"A household has at most {MOST_MEMBERS} members"
        )
    if person.state == Person.State.merged:
        raise refusal("这份档案已合并到另一位居民", "This file was merged", where=person.name)
    if person.memberships.filter(valid_to__isnull=True).exists():
        raise refusal(
            "已经是一户的成员，请先从原户减少或办理迁移",
            "Belongs to a household already: remove there first, or move",
            where=person.name,
        )


def open_membership(
    household: Household, person: Person, relation: str, valid_from: date | None, position: int
) -> Membership:
    """The bare row, and the person's file under the household's village. The caller locks, checks and audits."""
    if person.area_code != household.area_code:
        settle_persons([person.pk], household.area_code)
        person.area_code = household.area_code
    if person.state == Person.State.departed:
        person.state = Person.State.active
        person.save(update_fields=["state"])
    return Membership.objects.create(
        area_code=household.area_code,
        household=household,
        person=person,
        relation=relation,
        position=position,
        valid_from=valid_from,
    )


def touch(household: Household) -> None:
    """Count a change: a page that read an older version may not write."""
    household.version += 1
    household.save(update_fields=["version"])


def note_household_viewed(*, actor: Viewer, household: Household) -> None:
    """Leave in the trail that somebody looked at this file."""
    permit(actor, "register.view")
    record_household(actor, "registry.household.viewed", household, {})
