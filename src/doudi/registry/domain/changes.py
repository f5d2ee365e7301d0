"""Changes of households and persons, planned before they are made: pure functions from what is to what would be.

A plan holds the households and columns concerned as they are (`before`) and as they would be (`after`). The page shows the
difference, a second person signs it, and the service applies exactly that, if what is still is what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.kinship import relation_to_new_head
from doudi.units.text import Problem, ProblemsError, Text, refusal


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in a household, as what, since when (None: not known)."""

    person_id: int
    name: str
    relation: str
    since: str | None = None
    is_deceased: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A household with its present members, in order. `id` None: it would be new. `number` "": it would get one."""

    id: int | None
    number: str
    area_code: str
    address: str
    residence_class: str
    members: tuple[Member, ...]
    state: str = "active"
    merged_into: int | None = None
    split_from: int | None = None

    @property
    def head(self) -> Member | None:
        return next((m for m in self.members if m.relation == "head"), None)

    def member(self, person_id: int) -> Member | None:
        return next((m for m in self.members if m.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class Edit:
    """One column of one person, household or membership. Values as JSON has them; numbers masked."""

    table: str
    id: int
    whose: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """`before[i]` becomes `after[i]`; what `after` has beyond that would be new. `notes`: what else the clerk should know."""

    before: tuple[Home, ...]
    after: tuple[Home, ...]
    edits: tuple[Edit, ...] = ()
    notes: tuple[Text, ...] = ()

    def state(self) -> dict[str, Any]:
        """What must still be so when the plan is applied, as JSON."""
        return {
            "homes": [_as_json(home) for home in self.before],
            "columns": [[e.table, e.id, e.column, e.before] for e in self.edits],
        }


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who would join a household."""

    person_id: int
    name: str
    is_deceased: bool = False


Relations = Mapping[int, str]


def plan_add_member(home: Home, newcomer: Newcomer, relation: str) -> Plan:
    """The newcomer becomes a member, last in order."""
    _refuse_closed(home)
    _check_relation(relation, newcomer.name)
    if relation == "head" and home.head is not None:
        raise refusal(
            "已经有户主；更换户主请办理“变更户主”",
            "There is a head already; a new one is a “change of head”",
            where=newcomer.name,
        )
    member = Member(newcomer.person_id, newcomer.name, relation, None, newcomer.is_deceased)
    return Plan((home,), (replace(home, members=(*home.members, member)),))


def plan_remove_member(
    home: Home,
    person_id: int,
    on: date,
    *,
    new_head: int | None = None,
    relations: Relations | None = None,
) -> Plan:
    """The member leaves. When the head leaves, somebody else becomes the head; when the last one leaves, the household ends."""
    _refuse_closed(home)
    member = _require(home, person_id)
    _check_since([member], on)
    after = _without(home, {person_id}, new_head, relations or {})
    return Plan((home,), (after,), notes=_end_notes(after))


def plan_change_head(home: Home, head: int, on: date, relations: Relations | None = None) -> Plan:
    """The members' relations are those to the new head; where they are not stated they are worked out, if that is certain."""
    _refuse_closed(home)
    chosen = _require(home, head)
    if chosen.relation == "head" and not relations:
        raise refusal("已经是户主", "Is the head already", where=chosen.name)
    return Plan((home,), (_led_by(home, home.members, head, relations or {}),))


@dataclass(frozen=True, slots=True)
class NewHome:
    """Where and how a new household would be registered."""

    area_code: str
    address: str = ""
    residence_class: str = ""
    number: str = ""


def plan_split(
    home: Home,
    leaving: Sequence[int],
    head: int,
    place: NewHome,
    on: date,
    *,
    relations: Relations | None = None,
    new_head: int | None = None,
    rest_relations: Relations | None = None,
) -> Plan:
    """Some members set up a household of their own. `new_head`: of those who stay, when their head leaves."""
    _refuse_closed(home)
    gone = set(leaving)
    members = [_require(home, person_id) for person_id in leaving]
    if not gone or len(gone) == len(home.members):
        raise refusal(
            "分户时要有人分出，也要有人留下",
            "In a split somebody leaves and somebody stays",
            where=home.number,
        )
    if head not in gone:
        raise refusal("新户的户主应在分出的人中", "The new head must be one of those who leave")
    _check_since(members, on)
    stays = _without(home, gone, new_head, rest_relations or {})
    draft = Home(
        None,
        place.number,
        place.area_code,
        place.address,
        place.residence_class,
        (),
        split_from=home.id,
    )
    new = _led_by(draft, members, head, relations or {})
    note = Text(
        "家庭的情况（住房、车辆等）留在原户，新户须重新登记；个人的情况随人",
        "Facts of the household stay with it and are asked anew for the new one; facts of persons go with them",
    )
    return Plan((home,), (stays, new), notes=(note,))


def plan_merge_households(home: Home, other: Home, on: date, relations: Relations) -> Plan:
    """The members of `other` join `home`, each with a relation to its head; `other` ends."""
    _refuse_closed(home)
    _refuse_closed(other)
    if home.id == other.id:
        raise refusal("不能与本户合并", "A household is not merged with itself", where=home.number)
    _check_since(other.members, on)
    problems, joining = [], []
    for member in other.members:
        relation = relations.get(member.person_id, "")
        if relation not in RELATIONS or relation == "head":
            text = Text("请选择与户主的关系", "Choose the relation to the head")
            problems.append(Problem(text, member.name, relation or None))
        joining.append(replace(member, relation=relation, since=None))
    if problems:
        raise ProblemsError(problems)
    after = replace(home, members=(*home.members, *joining))
    ended = replace(other, members=(), state="merged", merged_into=home.id)
    note = Text(
        f"{other.number} 户登记的住房等家庭情况留在原户的档案里",
        f"Facts of household {other.number} itself stay in its own file",
    )
    return Plan((home, other), (after, ended), notes=(note,))


def plan_move(home: Home, place: NewHome) -> Plan:
    """The whole household lives elsewhere in the register's area. Its file goes with it."""
    _refuse_closed(home)
    after = replace(
        home,
        area_code=place.area_code,
        address=place.address or home.address,
        residence_class=place.residence_class or home.residence_class,
    )
    if after == home:
        raise refusal("新旧住址相同", "The new address is the old one", where=home.number)
    notes: tuple[Text, ...] = ()
    if after.area_code != home.area_code:
        zh = "档案转到新的村（社区），原来的村不再看到"
        en = "The file goes to the new village; the old one no longer sees it"
        notes = (Text(zh, en),)
    return Plan((home,), (after,), notes=notes)


def plan_departure(home: Home, on: date) -> Plan:
    """The whole household leaves the register's area."""
    _refuse_closed(home)
    _check_since(home.members, on)
    edits = tuple(
        Edit("person", m.person_id, m.name, "state", "active", "departed")
        for m in home.members
        if not m.is_deceased
    )
    after = replace(home, members=(), state="dissolved")
    return Plan((home,), (after,), edits, _end_notes(after))


def plan_move_person(
    home: Home,
    target: Home,
    person_id: int,
    relation: str,
    on: date,
    *,
    new_head: int | None = None,
    relations: Relations | None = None,
) -> Plan:
    """One member goes over to another household (marriage, coming home to parents)."""
    if home.id == target.id:
        raise refusal("已经在这一户", "Is in this household already", where=home.number)
    out = plan_remove_member(home, person_id, on, new_head=new_head, relations=relations)
    member = _require(home, person_id)
    newcomer = Newcomer(person_id, member.name, member.is_deceased)
    into = plan_add_member(target, newcomer, relation)
    return Plan((home, target), (out.after[0], into.after[0]), notes=out.notes)


def plan_death(
    home: Home | None,
    edits: Iterable[Edit],
    person_id: int,
    *,
    new_head: int | None = None,
    relations: Relations | None = None,
) -> Plan:
    """The death is recorded; the dead stay listed as deceased (the law asks), but a living member becomes the head if one is named."""
    edits = tuple(edits)
    if home is None:
        return Plan((), (), edits)
    members = tuple(
        replace(m, is_deceased=True) if m.person_id == person_id else m for m in home.members
    )
    seen = replace(home, members=members)
    member = _require(seen, person_id)
    if new_head is not None:
        after = _led_by(seen, members, new_head, relations or {})
        return Plan((home,), (after,), edits)
    notes: tuple[Text, ...] = ()
    if member.relation == "head" and any(not m.is_deceased for m in members):
        zh = "去世的是户主，请随后变更户主"
        notes = (Text(zh, "The head has died: a change of head should follow"),)
    return Plan((home,), (seen,), edits, notes)


def plan_correction(home: Home | None, edits: Iterable[Edit]) -> Plan:
    """Columns were wrong from the start and are put right; the trail keeps what stood there."""
    changed = tuple(edits)
    if not changed:
        raise refusal("没有改动任何内容", "Nothing was changed")
    homes = () if home is None else (home,)
    return Plan(homes, homes, changed)


def plan_merge_persons(
    kept: Newcomer,
    other: Newcomer,
    homes: tuple[Home | None, Home | None],
    edits: Iterable[Edit],
    on: date,
    *,
    stays_in: int | None = None,
    new_head: int | None = None,
    relations: Relations | None = None,
) -> Plan:
    """Two files of one person become one. `homes`: of the kept file and of the other. Where they differ, `stays_in` says in
    which one the person belongs; `new_head` and `relations` are for the household that is left, if its head goes."""
    if kept.person_id == other.person_id:
        raise refusal("请选择另一份档案", "Choose another file", where=kept.name)
    changed, (mine, theirs) = tuple(edits), homes
    if theirs is None:
        same = () if mine is None else (mine,)
        return Plan(same, same, changed)
    place = _require(theirs, other.person_id)
    if mine is None:
        return Plan((theirs,), (_replaced(theirs, place, kept),), changed)
    if mine.id == theirs.id:
        return Plan((mine,), (_without_duplicate(mine, place, kept.person_id),), changed)
    if stays_in not in (mine.id, theirs.id):
        raise refusal(
            "两份档案在不同的家庭，请选择本人属于哪一户",
            "The files stand in different households: choose the one the person belongs to",
            where=kept.name,
        )
    is_mine = stays_in == mine.id
    left, leaver = (theirs, place) if is_mine else (mine, _require(mine, kept.person_id))
    _check_since([leaver], on)
    rest = _without(left, {leaver.person_id}, new_head, relations or {})
    if is_mine:
        return Plan((mine, theirs), (mine, rest), changed, _end_notes(rest))
    joined = _replaced(theirs, place, kept)
    return Plan((mine, theirs), (rest, joined), changed, _end_notes(rest))


def _replaced(home: Home, place: Member, person: Newcomer) -> Home:
    """`person` in the place of somebody else."""
    new = replace(place, person_id=person.person_id, name=person.name, since=None)
    return replace(home, members=tuple(new if m == place else m for m in home.members))


def _without_duplicate(home: Home, duplicate: Member, kept_id: int) -> Home:
    """One of two places of the same person goes; if it was the head's, the kept place becomes the head's."""
    members = []
    for member in home.members:
        if member == duplicate:
            continue
        if member.person_id == kept_id and duplicate.relation == "head":
            member = replace(member, relation="head")
        members.append(member)
    return replace(home, members=tuple(members))


def _without(home: Home, gone: set[int], new_head: int | None, relations: Relations) -> Home:
    rest = tuple(m for m in home.members if m.person_id not in gone)
    if not rest:
        return replace(home, members=(), state="dissolved")
    if any(m.relation == "head" for m in rest):
        return replace(home, members=rest)
    living = [m for m in rest if not m.is_deceased]
    if new_head is None and len(living) == 1:
        new_head = living[0].person_id
    if new_head is None:
        raise refusal(
            "户主离开，请选择新的户主",
            "The head leaves: choose the new head",
            where=home.number,
        )
    return _led_by(home, rest, new_head, relations)


def _led_by(home: Home, members: Sequence[Member], head: int, relations: Relations) -> Home:
    chosen = next((m for m in members if m.person_id == head), None)
    if chosen is None:
        raise refusal("户主应是这一户的成员", "The head must be a member", where=home.number)
    if chosen.is_deceased:
        raise refusal("户主应是在世的成员", "The head must be alive", where=chosen.name)
    problems, found = [], [replace(chosen, relation="head")]
    for member in members:
        if member is chosen:
            continue
        relation = relations.get(member.person_id)
        if relation is None:
            same = chosen.relation == "head"
            relation = (
                member.relation if same else relation_to_new_head(chosen.relation, member.relation)
            )
        if relation not in RELATIONS or relation == "head":
            text = Text("请选择与新户主的关系", "Choose the relation to the new head")
            problems.append(Problem(text, member.name))
        else:
            found.append(replace(member, relation=relation))
    if problems:
        raise ProblemsError(problems)
    return replace(home, members=tuple(found))


def _require(home: Home, person_id: int) -> Member:
    member = home.member(person_id)
    if member is None:
        raise refusal("不是这一户的成员", "Not a member of this household", where=home.number)
    return member


def _refuse_closed(home: Home) -> None:
    if home.state != "active":
        raise refusal(
            "这个家庭已经销户或并入他户", "This household is dissolved or merged", where=home.number
        )


def _check_relation(relation: str, name: str) -> None:
    if relation not in RELATIONS:
        raise refusal(
            "请选择与户主的关系", "Choose the relation to the head", where=name, value=relation
        )


def _check_since(members: Iterable[Member], on: date) -> None:
    """Nobody leaves before they came."""
    problems = [
        Problem(
            Text(
                "生效日期早于成为家庭成员的日期",
                "The change would be before the person became a member",
            ),
            m.name,
            m.since,
        )
        for m in members
        if m.since is not None and date.fromisoformat(m.since) > on
    ]
    if problems:
        raise ProblemsError(problems)


def _end_notes(after: Home) -> tuple[Text, ...]:
    if after.state != "dissolved":
        return ()
    return (Text("没有成员了，家庭销户", "No member is left: the household is dissolved"),)


def _as_json(home: Home) -> dict[str, Any]:
    found = asdict(home)
    found["members"] = [list(asdict(m).values()) for m in home.members]
    return found
