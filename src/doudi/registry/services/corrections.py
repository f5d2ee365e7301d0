"""Putting a column right that was wrong from the start. The row's history keeps what stood there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from doudi.foundation.access import Viewer
from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.changes import Edit
from doudi.registry.models import Household, Membership, Person
from doudi.registry.selectors.persons import find_person_by_identity
from doudi.registry.services.households import save_household
from doudi.registry.services.persons import (
    check_birth,
    identity_columns,
    name_columns,
    phone_columns,
    save_person,
)
from doudi.units.area import parse_area
from doudi.units.identity import IdentityKind, IdentityNumber, Sex, no_identity, parse_identity
from doudi.units.text import plain, refusal

PERSON_COLUMNS = (
    "name",
    "sex",
    "birth_date",
    "hukou_area",
    "identity",
    "phone",
    "died_on",
    "is_deceased",
    "relation",
)
HOUSEHOLD_COLUMNS = (
    "address",
    "residence_class",
    "number",
    "members_are_complete",
    "supporters_are_complete",
)


def read_identity(given: Any) -> IdentityNumber:
    """{kind, number} or {reason}. Raises ProblemsError."""
    if not isinstance(given, Mapping):
        raise refusal("证件应写明种类和号码", "A document has a kind and a number")
    number = str(given.get("number") or "")
    if not number:
        return no_identity(str(given.get("reason") or ""))
    kind = str(given.get("kind") or "")
    if kind and kind not in list(IdentityKind):
        raise refusal("没有这种证件", "There is no such document", value=kind)
    return parse_identity(number, kind=IdentityKind(kind) if kind else None)


def new_values(person: Person, columns: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The person's columns as they would be. Raises ProblemsError: a column that is not corrected here, a bad value."""
    _refuse_unknown(columns, PERSON_COLUMNS)
    found: dict[str, Any] = {}
    if "name" in columns:
        found |= name_columns(str(columns["name"]))
    if "sex" in columns:
        found["sex"] = _option(columns["sex"], ["", *Sex])
    if "birth_date" in columns:
        found["birth_date"] = check_birth(_day(columns["birth_date"]), on)
    if "hukou_area" in columns:
        found["hukou_area"] = parse_area(columns["hukou_area"]) if columns["hukou_area"] else ""
    if "identity" in columns:
        found |= identity_columns(read_identity(columns["identity"]))
    if "phone" in columns:
        found |= phone_columns(str(columns["phone"]))
    return found | _death_values(person, columns, on)


def _death_values(person: Person, columns: Mapping[str, Any], on: date) -> dict[str, Any]:
    if "is_deceased" not in columns and "died_on" not in columns:
        return {}
    is_deceased = _truth(columns.get("is_deceased", person.is_deceased))
    if not is_deceased:
        return {"is_deceased": is_deceased, "died_on": None, "death_evidence": None}
    died_on = _day(columns["died_on"]) if "died_on" in columns else person.died_on
    if died_on is not None and (died_on > on or (person.birth_date or died_on) > died_on):
        raise refusal(
            "死亡日期早于出生或者还没有到", "Died before birth, or in the future", value=died_on
        )
    return {"is_deceased": True, "died_on": died_on}


_SHOWN = (
    "name",
    "sex",
    "birth_date",
    "hukou_area",
    "identity_kind",
    "identity_shown",
    "identity_reason",
    "phone_shown",
    "is_deceased",
    "died_on",
)


def person_edits(
    viewer: Viewer, person: Person, columns: Mapping[str, Any], on: date
) -> list[Edit]:
    """What would differ, numbers masked. Raises ProblemsError, also when the new number is somebody else's."""
    values = new_values(person, columns, on)
    if "identity" in columns:
        _refuse_taken(viewer, person, read_identity(columns["identity"]))
    found = []
    for column in _SHOWN:
        if column not in values:
            continue
        before, after = _json(getattr(person, column)), _json(values[column])
        if before != after or _hides_a_difference(person, column, values):
            found.append(Edit("person", person.pk, person.name, column, before, after))
    if "relation" in columns:
        found += _relation_edit(person, str(columns["relation"]))
    return found


def _hides_a_difference(person: Person, column: str, values: Mapping[str, Any]) -> bool:
    """Two numbers may look the same under the mask."""
    index = {"identity_shown": "identity_index", "phone_shown": "phone_index"}.get(column)
    if index is None:
        return False
    was, would = getattr(person, index), values[index]
    return bytes(was or b"") != bytes(would or b"")


def _refuse_taken(viewer: Viewer, person: Person, identity: IdentityNumber) -> None:
    other = find_person_by_identity(viewer, identity)
    if other is not None and other.pk != person.pk:
        raise refusal(
            f"这个号码已经登记在“{other.name}”名下；同一人有两份档案时请办理合并",
            f"“{other.name}” is registered with this number; two files of one person are merged",
            value=other.identity_shown,
        )


def _relation_edit(person: Person, relation: str) -> list[Edit]:
    row = person.memberships.filter(valid_to__isnull=True).first()
    if row is None or relation not in RELATIONS:
        raise refusal("没有这种与户主关系", "There is no such relation", value=relation)
    if row.relation == relation:
        return []
    if "head" in (row.relation, relation):
        raise refusal("更换户主请办理“变更户主”", "A new head is a “change of head”")
    return [Edit("membership", row.pk, person.name, "relation", row.relation, relation)]


def household_edits(household: Household, columns: Mapping[str, Any]) -> list[Edit]:
    """What would differ in the household's own columns. Raises ProblemsError."""
    values = _household_values(household, columns)
    found = []
    for column, after in values.items():
        before = getattr(household, column)
        if before != after:
            found.append(Edit("household", household.pk, household.number, column, before, after))
    return found


def _household_values(household: Household, columns: Mapping[str, Any]) -> dict[str, Any]:
    _refuse_unknown(columns, HOUSEHOLD_COLUMNS)
    found: dict[str, Any] = {}
    if "address" in columns:
        found["address"] = str(columns["address"]).strip()[:200]
    if "residence_class" in columns:
        found["residence_class"] = _option(columns["residence_class"], ["", "urban", "rural"])
    if "number" in columns:
        found["number"] = plain(str(columns["number"]))[:40]
        if not found["number"]:
            raise refusal("家庭编号不能为空", "A household has a number")
        taken = Household.objects.filter(number=found["number"]).exclude(pk=household.pk)
        if taken.exists():
            raise refusal("这个家庭编号已经有了", "This number is taken", value=found["number"])
    for column in ("members_are_complete", "supporters_are_complete"):
        if column in columns:
            found[column] = _truth(columns[column])
    return found


def apply_correction(
    person: Person | None, household: Household | None, columns: Mapping[str, Any], on: date
) -> None:
    """The bare writes. The caller has the permission, holds the locks, has planned, and audits."""
    if person is not None:
        for column, value in new_values(person, columns, on).items():
            setattr(person, column, value)
        person.version += 1
        save_person(person)
        if "relation" in columns:
            open_ones = Membership.objects.filter(person=person, valid_to__isnull=True)
            open_ones.update(relation=columns["relation"])
    elif household is not None:
        for column, value in _household_values(household, columns).items():
            setattr(household, column, value)
        household.version += 1
        save_household(household)


def _refuse_unknown(columns: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for column in columns:
        if column not in known:
            raise refusal("这一项不能在这里更正", "This is not corrected here", value=column)


def _option(given: Any, options: list[str]) -> str:
    if given not in options:
        raise refusal("没有这个选项", "There is no such option", value=given)
    return str(given)


def _truth(given: Any) -> bool | None:
    if given not in (True, False, None):
        raise refusal("只能是“是”“否”或未知", "Yes, no or not known", value=given)
    return None if given is None else bool(given)


def _day(given: Any) -> date | None:
    if given in (None, ""):
        return None
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise refusal("没有这个日期", "There is no such date", value=given) from None


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
