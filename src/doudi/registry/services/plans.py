"""From what a clerk asked for to a plan: reads the households and persons concerned, lets the domain plan, writes nothing.

What `payload` holds, by kind (`relations`: {person id: relation to the new head}; ids as numbers, days as ISO text):

| kind | of | payload |
|---|---|---|
| add_member | household | person, relation |
| remove_member | household, person | new_head, relations |
| change_head | household | head, relations |
| split | household | members, head, relations, new_head, rest_relations, area_code, address, residence_class, number |
| merge_households | household | other, relations |
| move | household | area_code, address, residence_class; or departs (true), to |
| move | household, person | to_household, relation, new_head, relations |
| death | person | died_on (null: not known), new_head, relations |
| correction | person | columns: name, sex, birth_date, hukou_area, identity {kind, number} or {reason}, phone, died_on, is_deceased, relation |
| correction | household | columns: address, residence_class, number, members_are_complete, supporters_are_complete |
| merge_persons | person (kept) | other, stays_in, new_head, relations, take [columns to take from the other file] |
| undo_merge | person (kept) | change (the request that merged) |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.domain import changes as domain
from doudi.registry.domain.changes import Edit, Home, Member, Newcomer, NewHome, Plan
from doudi.registry.models import Household, Membership, Person
from doudi.registry.services.corrections import (
    household_edits,
    person_edits,
)
from doudi.registry.services.merges import find_merge, merge_edits, plan_undo
from doudi.registry.services.persons import check_death
from doudi.registry.services.places import check_place
from doudi.units.text import refusal


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the kind of change, of what, how, and from which day. `on`: today."""

    kind: str
    household: Household | None
    person: Person | None
    payload: Mapping[str, Any]
    effective_on: date
    on: date


def plan_change(
    viewer: Viewer,
    *,
    kind: str,
    household: Household | None = None,
    person: Person | None = None,
    payload: Mapping[str, Any],
    effective_on: date,
    on: date,
) -> Plan:
    """What would change. Raises ProblemsError with everything that stands against it."""
    if kind not in _PLANNERS:
        raise refusal("没有这种变更", "There is no such change", value=kind)
    if effective_on > on:
        raise refusal(
            "生效日期还没有到", "The day of effect lies ahead", value=effective_on.isoformat()
        )
    asked = Question(kind, household, person, payload, effective_on, on)
    return _PLANNERS[kind](viewer, asked)


def read_home(viewer: Viewer, household_id: int | None) -> Home:
    """A household as it is. Raises ProblemsError when there is none in the viewer's area."""
    found = in_scope(viewer, Household.objects.filter(pk=household_id)).first()
    if found is None:
        raise refusal("辖区内没有这个家庭", "There is no such household in your area")
    rows = found.memberships.filter(valid_to__isnull=True).select_related("person")
    members = tuple(_member(m) for m in rows.order_by("position", "pk"))
    return Home(
        found.pk,
        found.number,
        found.area_code,
        found.address,
        found.residence_class,
        members,
        found.state,
    )


def _member(row: Membership) -> Member:
    since = row.valid_from.isoformat() if row.valid_from else None
    return Member(row.person_id, row.person.name, row.relation, since, bool(row.person.is_deceased))


def home_of_person(viewer: Viewer, person: Person) -> Home | None:
    open_ones = Membership.objects.filter(person=person, valid_to__isnull=True)
    row = in_scope(viewer, open_ones).first()
    return None if row is None else read_home(viewer, row.household_id)


def read_person(viewer: Viewer, person_id: Any) -> Person:
    """Raises ProblemsError when there is none in the viewer's area."""
    found = in_scope(viewer, Person.objects.filter(pk=_number(person_id))).first()
    if found is None:
        raise refusal("辖区内没有这位居民", "There is no such person in your area")
    return found


def _add_member(viewer: Viewer, asked: Question) -> Plan:
    person = read_person(viewer, asked.payload.get("person"))
    _refuse_unusable(person)
    there = home_of_person(viewer, person)
    if there is not None:
        raise refusal(
            f"已经是 {there.number} 户的成员，请办理迁移或并户",
            f"Belongs to household {there.number}: move them, or merge the households",
            where=person.name,
        )
    newcomer = Newcomer(person.pk, person.name, bool(person.is_deceased))
    relation = str(asked.payload.get("relation", ""))
    return domain.plan_add_member(_home(viewer, asked), newcomer, relation)


def _remove_member(viewer: Viewer, asked: Question) -> Plan:
    return domain.plan_remove_member(
        _home(viewer, asked),
        _person(asked).pk,
        asked.effective_on,
        new_head=_number(asked.payload.get("new_head")),
        relations=_relations(asked.payload.get("relations")),
    )


def _change_head(viewer: Viewer, asked: Question) -> Plan:
    head = _number(asked.payload.get("head"))
    if head is None:
        raise refusal("请选择新的户主", "Choose the new head")
    relations = _relations(asked.payload.get("relations"))
    return domain.plan_change_head(_home(viewer, asked), head, asked.effective_on, relations)


def _split(viewer: Viewer, asked: Question) -> Plan:
    given = asked.payload
    home = _home(viewer, asked)
    return domain.plan_split(
        home,
        [n for n in map(_number, given.get("members") or []) if n is not None],
        _number(given.get("head")) or 0,
        _place(viewer, asked, home),
        asked.effective_on,
        relations=_relations(given.get("relations")),
        new_head=_number(given.get("new_head")),
        rest_relations=_relations(given.get("rest_relations")),
    )


def _merge_households(viewer: Viewer, asked: Question) -> Plan:
    other = read_home(viewer, _number(asked.payload.get("other")))
    relations = _relations(asked.payload.get("relations"))
    return domain.plan_merge_households(_home(viewer, asked), other, asked.effective_on, relations)


def _move(viewer: Viewer, asked: Question) -> Plan:
    home, given = _home(viewer, asked), asked.payload
    if asked.person is not None:
        return domain.plan_move_person(
            home,
            read_home(viewer, _number(given.get("to_household"))),
            asked.person.pk,
            str(given.get("relation", "")),
            asked.effective_on,
            new_head=_number(given.get("new_head")),
            relations=_relations(given.get("relations")),
        )
    if given.get("departs"):
        return domain.plan_departure(home, asked.effective_on)
    return domain.plan_move(home, _place(viewer, asked, home))


def _death(viewer: Viewer, asked: Question) -> Plan:
    person = _person(asked)
    died_on = _day(asked.payload.get("died_on"))
    check_death(person, died_on, asked.on)
    edits = [
        Edit("person", person.pk, person.name, "is_deceased", person.is_deceased, True),
        Edit("person", person.pk, person.name, "died_on", _iso(person.died_on), _iso(died_on)),
    ]
    return domain.plan_death(
        home_of_person(viewer, person),
        edits,
        person.pk,
        new_head=_number(asked.payload.get("new_head")),
        relations=_relations(asked.payload.get("relations")),
    )


def _correction(viewer: Viewer, asked: Question) -> Plan:
    columns = asked.payload.get("columns") or {}
    if asked.person is not None:
        _refuse_unusable(asked.person)
        edits = person_edits(viewer, asked.person, columns, asked.on)
        return domain.plan_correction(None, edits)
    home = _home(viewer, asked)
    assert asked.household is not None
    return domain.plan_correction(home, household_edits(asked.household, columns))


def _merge_persons(viewer: Viewer, asked: Question) -> Plan:
    kept, other = _person(asked), read_person(viewer, asked.payload.get("other"))
    for person in (kept, other):
        _refuse_unusable(person)
    given = asked.payload
    take = given.get("take") or []
    edits = merge_edits(kept, other, [str(t) for t in take])
    return domain.plan_merge_persons(
        Newcomer(kept.pk, kept.name, bool(kept.is_deceased)),
        Newcomer(other.pk, other.name, bool(other.is_deceased)),
        (home_of_person(viewer, kept), home_of_person(viewer, other)),
        edits,
        asked.effective_on,
        stays_in=_number(given.get("stays_in")),
        new_head=_number(given.get("new_head")),
        relations=_relations(given.get("relations")),
    )


def _undo_merge(viewer: Viewer, asked: Question) -> Plan:
    merge = find_merge(viewer, _person(asked), _number(asked.payload.get("change")))
    homes = [read_home(viewer, number) for number in merge.undo["homes"]]
    return plan_undo(merge, homes)


_PLANNERS: dict[str, Callable[[Viewer, Question], Plan]] = {
    "add_member": _add_member,
    "remove_member": _remove_member,
    "change_head": _change_head,
    "split": _split,
    "merge_households": _merge_households,
    "move": _move,
    "death": _death,
    "correction": _correction,
    "merge_persons": _merge_persons,
    "undo_merge": _undo_merge,
}


def _home(viewer: Viewer, asked: Question) -> Home:
    if asked.household is None:
        raise refusal("请选择家庭", "Choose the household")
    return read_home(viewer, asked.household.pk)


def _person(asked: Question) -> Person:
    if asked.person is None:
        raise refusal("请选择居民", "Choose the person")
    asked.person.refresh_from_db()
    return asked.person


def _place(viewer: Viewer, asked: Question, home: Home) -> NewHome:
    given = asked.payload
    code = str(given.get("area_code") or home.area_code)
    if code != home.area_code:
        code = check_place(viewer, code, asked.effective_on, anywhere=True)
    residence = str(given.get("residence_class") or home.residence_class)
    if residence not in ("", "urban", "rural"):
        raise refusal("城乡类别只能是城镇或农村", "Urban or rural", value=residence)
    address, number = str(given.get("address") or ""), str(given.get("number") or "")
    return NewHome(code, address.strip()[:200], residence, number.strip()[:40])


def _refuse_unusable(person: Person) -> None:
    if person.state == Person.State.merged:
        raise refusal(
            "这份档案已合并到另一位居民", "This file was merged into another", where=person.name
        )


def _relations(given: Any) -> dict[int, str]:
    """Empty answers are left out: the domain works them out or asks."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise refusal("与户主关系应按人填写", "Relations are given person by person", value=given)
    found = {_number(person): str(relation) for person, relation in given.items() if relation}
    return {person: relation for person, relation in found.items() if person is not None}


def _number(given: Any) -> int | None:
    if given is None or given == "":
        return None
    try:
        number = int(given)
    except (TypeError, ValueError):
        raise refusal("应是编号", "A number is wanted", value=given) from None
    if not 0 < number < 2**63:
        raise refusal("没有这个编号", "There is no such number", value=given)
    return number


def _day(given: Any) -> date | None:
    if given in (None, ""):
        return None
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise refusal("没有这个日期", "There is no such date", value=given) from None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
