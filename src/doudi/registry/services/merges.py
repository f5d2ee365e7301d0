"""Two files of one person become one, and can be taken apart again: what moved is remembered row by row.

Nothing is deleted. The other file stays, marked as merged, and keeps what the kept file did not take; whole numbers that are
taken change places with the kept file's own, so that taking the merge back needs no copy of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.domain.changes import Edit, Home, Member, Plan
from doudi.registry.models import (
    ChangeRequest,
    Document,
    Fact,
    Household,
    Membership,
    Person,
    Relation,
    Supporter,
)
from doudi.registry.services.persons import lock_person
from doudi.registry.services.places import settle_persons
from doudi.units.text import Text, refusal

#: What may be taken from the other file; all columns of a group go together.
GROUPS = {
    "name": ("name", "name_initials"),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "hukou_area": ("hukou_area",),
    "death": ("is_deceased", "died_on", "death_evidence_id"),
    "identity": (
        "identity_kind",
        "identity_state",
        "identity_reason",
        "identity_cipher",
        "identity_index",
        "identity_shown",
    ),
    "phone": ("phone_cipher", "phone_index", "phone_shown"),
}
_SHOWN = {
    "name": ("name",),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "hukou_area": ("hukou_area",),
    "death": ("is_deceased", "died_on"),
    "identity": ("identity_shown",),
    "phone": ("phone_shown",),
}
#: What says whether a file states anything in this group.
_STATED = {"death": "is_deceased", "identity": "identity_index", "phone": "phone_index"}

# (name in `undo`, table, column that points to the person)
_FOLLOW: tuple[tuple[str, type[Model], str], ...] = (
    ("facts", Fact, "person_id"),
    ("documents", Document, "person_id"),
    ("memberships", Membership, "person_id"),
    ("relations", Relation, "person_id"),
    ("relatives", Relation, "relative_id"),
    ("supports", Supporter, "person_id"),
    ("supported", Supporter, "supported_id"),
)


def taken_groups(kept: Person, other: Person, take: Sequence[str]) -> list[str]:
    """The groups that the kept file gets from the other: those asked for, and those it does not state itself."""
    for group in take:
        if group not in GROUPS:
            raise refusal("没有这一项", "There is no such item", value=group)
    found = []
    for group in GROUPS:
        column = _STATED.get(group, group)
        mine, theirs = getattr(kept, column), getattr(other, column)
        is_blank = mine is None or mine == ""
        has_other = not (theirs is None or theirs == "")
        if has_other and (group in take or is_blank):
            found.append(group)
    return found


def merge_edits(kept: Person, other: Person, take: Sequence[str]) -> list[Edit]:
    """What would differ in the kept file, and that the other is closed. Numbers masked."""
    found = []
    for group in taken_groups(kept, other, take):
        for column in _SHOWN[group]:
            before, after = _json(getattr(kept, column)), _json(getattr(other, column))
            if before != after:
                found.append(Edit("person", kept.pk, kept.name, column, before, after))
    return [*found, Edit("person", other.pk, other.name, "state", other.state, "merged")]


def apply_merge(
    kept: Person, other: Person, take: Sequence[str], closed: Sequence[int]
) -> dict[str, Any]:
    """The bare writes after the households were changed; returns what takes them back. `closed`: the places that this merge
    has closed, which stay with their file. The caller permits, locks and audits."""
    groups = taken_groups(kept, other, take)
    undo: dict[str, Any] = {"other": other.pk, "area_code": other.area_code, "swapped": groups}
    other.state, other.merged_into = Person.State.merged, kept
    _exchange(kept, other, groups)
    for name, table, column in _FOLLOW:
        undo[name] = _follow(table, column, other, kept, closed)
    settle_persons([kept.pk], kept.area_code)
    return undo


def _exchange(kept: Person, other: Person, groups: Iterable[str]) -> None:
    """The two files change places in these columns. The one marked as merged is written first: its number is then free."""
    for group in groups:
        for column in GROUPS[group]:
            mine, theirs = getattr(kept, column), getattr(other, column)
            setattr(kept, column, theirs)
            setattr(other, column, mine)
    for person in (other, kept):
        person.version += 1
        person.save()


def _follow(
    table: type[Model], column: str, other: Person, kept: Person, closed: Sequence[int]
) -> list[int]:
    rows = table._default_manager.filter(**{column: other.pk})
    if table is Membership:
        rows = rows.filter(valid_to__isnull=False).exclude(pk__in=closed)
    if table is Relation:
        rows = _without_known_relations(rows, column, kept)
    ids = list(rows.values_list("pk", flat=True))
    table._default_manager.filter(pk__in=ids).update(**{column: kept.pk})
    return ids


def _without_known_relations(rows: Any, column: str, kept: Person) -> Any:
    """Kinship between the two files, and what the kept file states already, stays where it is."""
    partner = "relative_id" if column == "person_id" else "person_id"
    known = set(
        Relation.objects.filter(**{column: kept.pk}, valid_to__isnull=True).values_list(
            partner, "kind"
        )
    )
    stay = [
        row.pk
        for row in rows
        if getattr(row, partner) == kept.pk or (getattr(row, partner), row.kind) in known
    ]
    return rows.exclude(pk__in=stay)


def find_merge(viewer: Viewer, kept: Person, change_id: int | None) -> ChangeRequest:
    """The request that merged another file into this one, and is still in effect. Raises ProblemsError."""
    rows = ChangeRequest.objects.filter(
        kind=ChangeRequest.Kind.merge_persons, state=ChangeRequest.State.applied, person=kept
    )
    merge = in_scope(viewer, rows).filter(pk=change_id).first()
    if merge is None or merge.undo.get("undone_by"):
        raise refusal("没有可以撤销的合并", "There is no merge to undo", where=kept.name)
    return merge


def plan_undo(merge: ChangeRequest, homes: Sequence[Home]) -> Plan:
    """The households and columns as they would be with the two files apart again. Raises ProblemsError."""
    kept, other = merge.person, Person.objects.get(pk=merge.undo["other"])
    assert kept is not None
    if other.merged_into_id != kept.pk or kept.state == Person.State.merged:
        raise refusal(
            "合并后的档案又并入了别的档案，请先撤销那次合并",
            "The kept file was merged again: undo that merge first",
            where=kept.name,
        )
    edits = [
        Edit(
            "person",
            kept.pk,
            kept.name,
            column,
            _json(getattr(kept, column)),
            _json(getattr(other, column)),
        )
        for group in merge.undo["swapped"]
        for column in _SHOWN[group]
        if getattr(kept, column) != getattr(other, column)
    ]
    edits.append(Edit("person", other.pk, other.name, "state", "merged", "active"))
    note = Text(
        "合并之后新登记的情况留在保留的档案里",
        "What was recorded after the merge stays with the kept file",
    )
    after = tuple(_apart(home, merge.undo) for home in homes)
    return Plan(tuple(homes), after, tuple(edits), (note,))


def _apart(home: Home, undo: dict[str, Any]) -> Home:
    """The household with the places that the merge opened gone and those that it closed open again."""
    opened = {row.person_id for row in _open_rows(undo["opened"], home)}
    members = [m for m in home.members if m.person_id not in opened]
    for row in _reopened(undo, home.id):
        members.insert(row.position, Member(row.person_id, row.person.name, row.relation))
    state = "active" if _was_ended(home.id, home.state, undo) else home.state
    heads = sum(m.relation == "head" for m in members)
    if members and (state != "active" or heads != 1):
        raise refusal(
            "合并之后这一户又有变化，不能原样恢复；请先变更户主或户的状态",
            "The household has changed since the merge: first give it the head it had, or a state it can be restored to",
            where=home.number,
        )
    return replace(home, members=tuple(members), state=state)


def _was_ended(household_id: int | None, state: str, undo: dict[str, Any]) -> bool:
    """Whether it was this merge that dissolved the household."""
    return state == Household.State.dissolved and household_id in undo["ended"]


def _open_rows(ids: Sequence[int], home: Home) -> list[Membership]:
    return list(Membership.objects.filter(pk__in=ids, household_id=home.id, valid_to__isnull=True))


def _reopened(undo: dict[str, Any], household_id: int | None) -> list[Membership]:
    """Of the places that the merge closed, those whose person has not taken another place since."""
    rows = Membership.objects.filter(pk__in=undo["closed"], household_id=household_id)
    elsewhere = set(
        Membership.objects.filter(person_id__in=rows.values("person_id"), valid_to__isnull=True)
        .exclude(pk__in=undo["opened"])
        .values_list("person_id", flat=True)
    )
    found = rows.select_related("person").order_by("position")
    return [row for row in found if row.person_id not in elsewhere]


def apply_undo(merge: ChangeRequest, change: ChangeRequest) -> None:
    """The bare writes. The caller permits, locks, has planned, and audits."""
    undo = merge.undo
    kept, other = lock_person(merge.person_id or 0), Person.objects.get(pk=undo["other"])
    reopened = [row for number in undo["homes"] for row in _reopened(undo, number)]
    for row in Membership.objects.filter(pk__in=undo["opened"], valid_to__isnull=True):
        row.valid_to = row.valid_from  # it held for no day
        row.save(update_fields=["valid_to"])
    for row in reopened:
        row.valid_to = None
        row.save(update_fields=["valid_to"])
    _revive(undo)
    for name, table, column in _FOLLOW:
        rows = table._default_manager.filter(pk__in=undo[name], **{column: kept.pk})
        rows.update(**{column: other.pk})
    _exchange(kept, other, undo["swapped"])
    other.state, other.merged_into = Person.State.active, None
    other.save(update_fields=["state", "merged_into"])
    homes = {row.person_id: row.household.area_code for row in reopened}
    settle_persons([other.pk], homes.get(other.pk, undo["area_code"]))
    if kept.pk in homes:
        settle_persons([kept.pk], homes[kept.pk])
    merge.undo = undo | {"undone_by": change.pk}
    merge.save(update_fields=["undo"])


def _revive(undo: dict[str, Any]) -> None:
    for household in Household.objects.filter(pk__in=undo["homes"]):
        if _was_ended(household.pk, household.state, undo):
            household.state, household.valid_to = Household.State.active, None
        household.version += 1
        household.save(update_fields=["state", "valid_to", "version"])


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
