"""All that the page of a household shows, read in few queries: who belongs to it, what is known with its source, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from doudi.foundation.access import Viewer, in_scope
from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.fact_groups import GROUPS, FactGroup, group_of
from doudi.registry.domain.statements import CORE_FACTS, dictionary
from doudi.registry.facts import Known, KnownHousehold, known_of_household
from doudi.registry.models import (
    ChangeRequest,
    Coverage,
    Document,
    Evidence,
    Fact,
    Membership,
    Person,
    Supporter,
)
from doudi.registry.selectors.sensitive import hidden_facts
from doudi.rules.declare import Fact as Asked
from doudi.units.dates import completed_years
from doudi.units.text import Text

_GENERATIONS = (
    (Text("祖辈", "Grandparents"), ("grandparent",)),
    (Text("父母辈", "Parents"), ("parent",)),
    (Text("户主一辈", "The head's generation"), ("head", "spouse", "sibling")),
    (Text("子女辈", "Children"), ("child",)),
    (Text("孙辈", "Grandchildren"), ("grandchild",)),
    (Text("其他成员", "Others"), ("other",)),
)


WORKING_AGE = 16


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody in the tree of members. `age` None: the birth date is not known. `marks`: what an officer looks for first."""

    person: Person
    relation: Text
    age: int | None
    marks: tuple[Text, ...]

    @property
    def has_died(self) -> bool:
        return bool(self.person.is_deceased)


@dataclass(frozen=True, slots=True)
class Generation:
    label: Text
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One statement as the tables show it. `counts`: it is what holds on the day; else it is history."""

    asked: Asked
    subject: str
    person_id: int | None
    item: str
    value: int | None
    option: str | None
    period_from: date | None
    period_to: date | None
    valid_from: date | None
    valid_to: date | None
    source_kind: str
    source: str
    learnt_on: date
    document_id: int | None
    recorded_by: str
    counts: bool


@dataclass(frozen=True, slots=True)
class CoveredFact:
    """What a complete list says of those who do not stand on it. `subjects` empty: the household, or every member."""

    coverage: Coverage
    subjects: tuple[str, ...]

    @property
    def asked(self) -> Asked:
        return dictionary()[self.coverage.name]

    @property
    def value(self) -> int | None:
        return self.coverage.value

    @property
    def option(self) -> str | None:
        return self.coverage.option


@dataclass(slots=True)
class FactTable:
    """One heading: what counts, and what was stated before."""

    group: FactGroup
    present: list[FactLine] = field(default_factory=list)
    earlier: list[FactLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    known: KnownHousehold
    generations: list[Generation]
    tables: list[FactTable]
    covered: list[CoveredFact]
    documents: list[Document]
    waiting: list[ChangeRequest]

    @property
    def head(self) -> Person | None:
        return next((m.person for m in self.known.memberships if m.relation == "head"), None)

    @property
    def supporters(self) -> list[Supporter]:
        return self.known.supporters


def get_household_file(viewer: Viewer, household_id: int, on: date) -> HouseholdFile:
    """The file on a day. Nine queries at most.

    Raises:
        Household.DoesNotExist: not in the viewer's area.
    """
    known = _visible(known_of_household(viewer, household_id, on), hidden_facts(viewer))
    persons = {m.person_id: m.person.name for m in known.memberships}
    return HouseholdFile(
        known,
        generations_of(known),
        _tables(viewer, known, persons),
        _covered(known, persons),
        _documents(viewer, household_id, persons) if viewer.may("document.view") else [],
        _waiting(viewer, household_id),
    )


def _visible(known: KnownHousehold, hidden: frozenset[str]) -> KnownHousehold:
    """Without what the viewer may not see."""
    for of in (known.of_household, *known.of_persons.values(), *known.of_supporters.values()):
        for facts in (of.facts, of.settled, of.covered):
            for name in hidden & facts.keys():
                del facts[name]
    return known


# -- members ---------------------------------------------------------------------------------------------------
def generations_of(known: KnownHousehold) -> list[Generation]:
    """The members by generation, empty ones left out."""
    lines = {
        m.person_id: member_line(m, known.on, known.of_persons[m.person_id])
        for m in known.memberships
    }
    found = []
    for label, relations in _GENERATIONS:
        rows = [m for m in known.memberships if m.relation in relations]
        rows.sort(key=lambda m: (relations.index(m.relation), m.position))
        if rows:
            found.append(Generation(label, tuple(lines[m.person_id] for m in rows)))
    return found


def member_line(membership: Membership, on: date, known: Known | None = None) -> MemberLine:
    age = age_of(membership.person, on)
    return MemberLine(
        membership.person,
        Text(*RELATIONS[membership.relation]),
        age,
        marks_of(known, age) if known else (),
    )


def age_of(person: Person, on: date) -> int | None:
    """Completed years, at death for somebody who has died."""
    last = min(on, person.died_on) if person.died_on else on
    if person.birth_date is None or person.birth_date > last:
        return None
    return completed_years(person.birth_date, last)


def marks_of(known: Known, age: int | None) -> tuple[Text, ...]:
    """What makes a member's case special, in a word or two. That a child cannot work goes without saying."""
    found = []
    grade = _option(known, "disability_grade")
    kind = _option(known, "disability_type")
    if grade is not None or kind is not None:
        zh = f"{kind.zh if kind else ''}残疾{grade.zh if grade else ''}"
        en = " ".join(filter(None, (kind and kind.en, "disability", grade and grade.en)))
        found.append(Text(zh, en))
    for name, word in _MARKS:
        if known.facts.get(name) == 1:
            found.append(word)
    if known.facts.get("is_able_to_work") == 0 and (age is None or age >= WORKING_AGE):
        found.append(Text("无劳动能力", "unable to work"))
    schooling = _option(known, "schooling")
    if schooling is not None:
        found.append(Text("在校", "at school"))
    return tuple(found)


_MARKS = (
    ("has_major_illness", Text("重病", "major illness")),
    ("is_tekun", Text("特困", "Tekun")),
    ("is_orphan", Text("孤儿", "orphan")),
    ("is_unattended", Text("事实无人抚养", "unattended child")),
    ("is_imprisoned", Text("服刑", "in prison")),
)


def _option(known: Known, name: str) -> Text | None:
    """The label of a category that is known and is not its first, `none`."""
    asked, value = dictionary()[name], known.facts.get(name)
    if value is None or asked.options[value] == "none":
        return None
    return asked.option_labels[value]


# -- facts -----------------------------------------------------------------------------------------------------
def _tables(viewer: Viewer, known: KnownHousehold, persons: dict[int, str]) -> list[FactTable]:
    supporters = {s.pk: s.name for s in known.supporters}
    whose = Q(household=known.household) | Q(person__in=persons) | Q(supporter__in=list(supporters))
    rows = in_scope(
        viewer, Fact.objects.filter(whose).exclude(name__in=hidden_facts(viewer))
    ).select_related("evidence__document")
    knowns = [known.of_household, *known.of_persons.values(), *known.of_supporters.values()]
    counted = {s.order for k in knowns for settled in k.settled.values() for s in settled.rows}
    lines = [line_of(row, counted, persons, supporters) for row in latest_first(rows)]
    return tables_of(lines)


def latest_first(rows: Iterable[Fact]) -> list[Fact]:
    return sorted(rows, key=lambda row: (row.evidence.learnt_on, row.pk), reverse=True)


def _paper_of(evidence: Evidence) -> int | None:
    """The paper of a household or a person. A department's whole list is no paper of a file: it names everybody else too."""
    paper = evidence.document
    return None if paper is None or not (paper.household_id or paper.person_id) else paper.pk


def line_of(
    row: Fact, counted: set[int], persons: dict[int, str], supporters: dict[int, str]
) -> FactLine:
    """A statement with its source; `counted` holds the ids of those that hold on the day."""
    subject = (
        persons.get(row.person_id or 0, "")
        if row.person_id
        else supporters.get(row.supporter_id or 0, "")
    )
    return FactLine(
        dictionary()[row.name],
        subject,
        row.person_id,
        row.item,
        row.value,
        row.option,
        row.period_from,
        row.period_to,
        row.valid_from,
        row.valid_to,
        str(Evidence.Kind(row.evidence.kind).label),
        row.evidence.source,
        row.evidence.learnt_on,
        _paper_of(row.evidence),
        row.evidence.recorded_by_name,
        row.pk in counted,
    )


def _covered(known: KnownHousehold, persons: dict[int, str]) -> list[CoveredFact]:
    """By list, in the order of the dictionary: one line for all whom it speaks of."""
    supporters = {s.pk: s.name for s in known.supporters}
    by_subject = [("", known.of_household)]
    by_subject += [(persons[pk], found) for pk, found in known.of_persons.items()]
    by_subject += [(supporters[pk], found) for pk, found in known.of_supporters.items()]
    whose: dict[int, list[str]] = {}
    for subject, found in by_subject:
        for pk in found.covered.values():
            whose.setdefault(pk, []).append(subject)
    lists = Coverage.objects.select_related("evidence").in_bulk(whose) if whose else {}
    order = {name: place for place, name in enumerate(dictionary())}
    lines = [CoveredFact(lists[pk], _named(subjects, persons)) for pk, subjects in whose.items()]
    return sorted(
        (line for line in lines if line.coverage.name not in CORE_FACTS),
        key=lambda line: order[line.coverage.name],
    )


def _named(subjects: list[str], persons: dict[int, str]) -> tuple[str, ...]:
    return () if subjects == [""] or subjects == list(persons.values()) else tuple(subjects)


def tables_of(lines: Iterable[FactLine]) -> list[FactTable]:
    """By heading, in the order of the dictionary within each; headings without a line are left out."""
    order = {name: place for place, name in enumerate(dictionary())}
    tables = {group.key: FactTable(group) for group in GROUPS}
    for line in sorted(lines, key=lambda line: order[line.asked.name]):
        table = tables[group_of(line.asked).key]
        (table.present if line.counts else table.earlier).append(line)
    return [table for table in tables.values() if table.present or table.earlier]


# -- papers and changes ----------------------------------------------------------------------------------------
def _documents(viewer: Viewer, household_id: int, persons: dict[int, str]) -> list[Document]:
    whose = Q(household=household_id) | Q(person__in=persons)
    rows = in_scope(viewer, Document.objects.filter(whose)).select_related("person")
    return list(rows.order_by("-added_at", "-pk"))


def _waiting(viewer: Viewer, household_id: int) -> list[ChangeRequest]:
    rows = ChangeRequest.objects.filter(household=household_id, state=ChangeRequest.State.submitted)
    return list(in_scope(viewer, rows).order_by("asked_at"))
