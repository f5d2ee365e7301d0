"""What happened to a household or a person, in one list: from the dated rows themselves, so that imported history is there too.

Who looked at a file is another list (`foundation` keeps it with the trail).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.clock import CHINA
from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.statements import dictionary
from doudi.registry.models import (
    ChangeRequest,
    Document,
    Evidence,
    Fact,
    Household,
    Membership,
    Person,
)
from doudi.registry.selectors.households import ids_around
from doudi.registry.selectors.sensitive import hidden_facts
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `on` None: it is not known when. `what` is a sentence; `details` are short phrases below it;
    `kind` (household, member, facts, document, change, death) and `object_id` let a page link to the thing."""

    on: date | None
    kind: str
    what: Text
    details: tuple[Text, ...] = field(default=())
    source: str = ""
    who: str = ""
    person_id: int | None = None
    person_name: str = ""
    object_id: int | None = None


def list_timeline(
    viewer: Viewer, *, household_id: int | None = None, person_id: int | None = None
) -> list[Entry]:
    """Of one household (with its members' facts while they belong to it) or of one person; the latest first."""
    if (household_id is None) == (person_id is None):
        raise ValueError("a household or a person")
    if household_id is not None:
        entries = _of_household(viewer, household_id)
    else:
        assert person_id is not None
        entries = _of_person(viewer, person_id)
    return sorted(entries, key=lambda e: (e.on or date.min, _ORDER[e.kind]), reverse=True)


_ORDER = {"household": 0, "member": 1, "facts": 2, "document": 3, "change": 4, "death": 5}


def _of_household(viewer: Viewer, household_id: int) -> list[Entry]:
    households = in_scope(viewer, Household.objects.filter(pk=household_id))
    household = households.select_related("split_from", "merged_into").first()
    if household is None:
        return []
    rows = in_scope(viewer, Membership.objects.filter(household_id=household_id))
    members = list(rows.select_related("person").order_by("position", "pk"))
    present = [m.person for m in members if m.valid_to is None]
    ids, supporters = ids_around(viewer, household)
    owned = Q(household_id=household_id)
    return [
        *_life(household),
        *(e for m in members for e in _stay(m, show_person=True)),
        *(e for p in present for e in _death(p)),
        *_facts(viewer, owned | Q(supporter__in=supporters) | Q(person__in=ids)),
        *_documents(viewer, owned | Q(person__in=ids)),
        *_changes(viewer, owned),
    ]


def _of_person(viewer: Viewer, person_id: int) -> list[Entry]:
    person = in_scope(viewer, Person.objects.filter(pk=person_id)).first()
    if person is None:
        return []
    rows = in_scope(viewer, Membership.objects.filter(person_id=person_id))
    owned = Q(person_id=person_id)
    return [
        *(e for m in rows.select_related("household") for e in _stay(m, show_person=False)),
        *_death(person),
        *_facts(viewer, owned),
        *_documents(viewer, owned),
        *_changes(viewer, owned),
    ]


def _life(household: Household) -> Iterable[Entry]:
    if household.valid_from or household.split_from:
        origin = household.split_from
        what = Text("立户", "The household was set up")
        if origin is not None:
            what = Text(f"从 {origin.number} 户分出", f"Split off from household {origin.number}")
        yield Entry(household.valid_from, "household", what, object_id=household.pk)
    if household.state == Household.State.merged and household.merged_into is not None:
        into = household.merged_into
        what = Text(f"并入 {into.number} 户", f"Merged into household {into.number}")
        yield Entry(household.valid_to, "household", what, object_id=into.pk)
    elif household.state == Household.State.dissolved:
        what = Text("销户", "The household was dissolved")
        yield Entry(household.valid_to, "household", what, object_id=household.pk)


def _stay(member: Membership, *, show_person: bool) -> Iterable[Entry]:
    relation = Text(*RELATIONS[member.relation])
    person = {"person_id": member.person_id} if show_person else {}
    if show_person:
        person |= {"person_name": member.person.name}
        joined, left = Text("成为家庭成员", "Became a member"), Text("不再是家庭成员", "Left")
    else:
        number = member.household.number
        joined = Text(f"成为 {number} 户的成员", f"Became a member of household {number}")
        left = Text(f"离开 {number} 户", f"Left household {number}")
    yield Entry(
        member.valid_from, "member", joined, (relation,), object_id=member.household_id, **person
    )
    if member.valid_to is not None:
        yield Entry(member.valid_to, "member", left, object_id=member.household_id, **person)


def _death(person: Person) -> Iterable[Entry]:
    if person.is_deceased:
        what = Text("去世", "Died")
        yield Entry(person.died_on, "death", what, person_id=person.pk, person_name=person.name)


def _facts(viewer: Viewer, whose: Q) -> Iterable[Entry]:
    """One entry for each source and person: a declaration with twelve facts is one thing that happened."""
    rows = in_scope(
        viewer, Fact.objects.filter(whose).exclude(name__in=hidden_facts(viewer))
    ).select_related("evidence", "person")
    groups: dict[tuple[int, int | None], list[Fact]] = {}
    for fact in rows.order_by("pk"):
        groups.setdefault((fact.evidence_id, fact.person_id), []).append(fact)
    for facts in groups.values():
        evidence, person = facts[0].evidence, facts[0].person
        yield Entry(
            evidence.learnt_on,
            "facts",
            _KINDS[evidence.kind],
            tuple(_label(name) for name in dict.fromkeys(f.name for f in facts)),
            evidence.source,
            evidence.recorded_by_name,
            person.pk if person else None,
            person.name if person else "",
            evidence.pk,
        )


_KINDS = {
    Evidence.Kind.declared: Text("本人申报", "Declared"),
    Evidence.Kind.department: Text("部门数据", "Department's data"),
    Evidence.Kind.visit: Text("入户调查", "Home visit"),
    Evidence.Kind.court: Text("法院文书", "Judgment"),
    Evidence.Kind.document: Text("证明材料", "Proof on paper"),
    Evidence.Kind.correction: Text("更正", "Correction"),
}


def _label(name: str) -> Text:
    fact = dictionary().get(name)
    return fact.label if fact is not None else Text(name, name)


def _documents(viewer: Viewer, whose: Q) -> Iterable[Entry]:
    rows = in_scope(viewer, Document.objects.filter(whose))
    for document in rows.select_related("person", "added_by__account"):
        yield Entry(
            document.added_at.astimezone(CHINA).date(),
            "document",
            Text("上传材料", "A paper was added"),
            (Text(document.title, document.title),),
            who=_name(document.added_by),
            person_id=document.person_id,
            person_name=document.person.name if document.person else "",
            object_id=document.pk,
        )


def _changes(viewer: Viewer, whose: Q) -> Iterable[Entry]:
    rows = in_scope(viewer, ChangeRequest.objects.filter(whose))
    for change in rows.select_related("person", "asked_by__account", "decided_by__account"):
        kind = CHANGE_LABELS[change.kind]
        yield Entry(
            (change.decided_at or change.asked_at).astimezone(CHINA).date(),
            "change",
            Text(f"{kind.zh}：{STATES[change.state].zh}", f"{kind.en}: {STATES[change.state].en}"),
            (Text(change.reason, change.reason),) if change.reason else (),
            who=_name(change.decided_by or change.asked_by),
            person_id=change.person_id,
            person_name=change.person.name if change.person else "",
            object_id=change.pk,
        )


CHANGE_LABELS = {
    "add_member": Text("增加成员", "Add a member"),
    "remove_member": Text("减少成员", "Remove a member"),
    "change_head": Text("变更户主", "Change of head"),
    "split": Text("分户", "Split"),
    "merge_households": Text("并户", "Merge of households"),
    "move": Text("迁移", "Move"),
    "death": Text("死亡登记", "Death"),
    "correction": Text("信息更正", "Correction"),
    "merge_persons": Text("合并重复居民", "Merge of duplicate persons"),
    "undo_merge": Text("撤销合并", "Undo of a merge"),
}
STATES = {
    "submitted": Text("待审核", "waiting"),
    "applied": Text("已生效", "in effect"),
    "refused": Text("不同意", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
}


def _name(posting: Any) -> str:
    return posting.account.full_name if posting is not None else ""
