"""The seam between the register and the law: what is known of one household on a day, as a case for the rulebook.

The rules of evidence are in `domain/evidence.py`; the same for a whole county, as columns, in `population.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.law.cn.facts import INCOME
from doudi.registry.domain.core import death_by, hukou_is_here
from doudi.registry.domain.evidence import (
    BasePeriod,
    How,
    Settled,
    Statement,
    outdoes_list,
    settle,
)
from doudi.registry.models import Coverage, Fact, Household, Membership, Person, Supporter
from doudi.rules.case import Case, Row
from doudi.rules.declare import Fact as Asked
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import COUNT, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.units.area import ancestors

#: Sums over the base period.
OVER_BASE_PERIOD = frozenset(fact.name for fact in INCOME)
USUAL_BASE_MONTHS = 12

Statements = Mapping[str, list[Statement]]


def how_settled(asked: Asked) -> How:
    """Whether several items of a fact add up, one yes is enough, or the last learnt counts."""
    return {COUNT: How.add, TRUTH: How.any}.get(asked.kind, How.last)


def base_period_of(area: str, on: date, book: Rulebook | None = None) -> BasePeriod:
    """The months over which the place counts incomes; twelve where it has not said."""
    found = (book or get_rulebook()).values.resolve("income_base_months", "", area, on)
    months = USUAL_BASE_MONTHS if found is None else int(found.figure)
    return BasePeriod.before(on, months)


@dataclass(slots=True)
class Known:
    """What is known of one subject. `facts` in the register's numbers, None: known not to be known; a fact that nobody
    stated is missing. `settled`: the statements behind those that rest on statements (`Statement.order` is the id of the `Fact` row).
    `covered`: facts that a list's coverage filled, with the id of the `Coverage`."""

    facts: dict[str, int | None] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    covered: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class KnownHousehold:
    """A household on a day with all that is known of it, its members and its supporters, by their ids."""

    household: Household
    on: date
    memberships: list[Membership]
    supporters: list[Supporter]
    of_household: Known
    of_persons: dict[int, Known]
    of_supporters: dict[int, Known]

    def case(self) -> Case:
        """As the rulebook reads it. More rows than it takes (60 members, 20 supporters): the first ones, list not complete."""
        book = get_rulebook()
        rows = {
            "member": [
                _row(book, m.person.name, self.of_persons[m.person_id]) for m in self.memberships
            ],
            "supporter": [_row(book, s.name, self.of_supporters[s.pk]) for s in self.supporters],
        }
        complete: dict[str, bool | None] = {
            "member": self.household.members_are_complete,
            "supporter": self.household.supporters_are_complete,
        }
        for name in rows:
            most = book.entities[name].maximum
            if len(rows[name]) > most:
                rows[name], complete[name] = rows[name][:most], None
        return Case(
            self.household.number,
            self.on,
            self.household.area_code,
            _in_steps(book, self.of_household),
            rows,
            complete,
        )


def case_of_household(
    viewer: Viewer, household_id: int, on: date, *, known_by: date | None = None
) -> Case:
    """The household's case on a day; with `known_by` as it was known by then. Read inside `acting(viewer)`; five queries.

    Raises:
        Household.DoesNotExist: not in the viewer's area.
    """
    return known_of_household(viewer, household_id, on, known_by=known_by).case()


def known_of_household(
    viewer: Viewer, household_id: int, on: date, *, known_by: date | None = None
) -> KnownHousehold:
    """The same with what stands behind each fact: statements that count, lists that filled the rest.

    Raises:
        Household.DoesNotExist: not in the viewer's area.
    """
    household = in_scope(viewer, Household.objects.all()).get(pk=household_id)
    dated = _on_the_day(on)
    memberships = list(
        in_scope(viewer, Membership.objects.filter(dated, household=household))
        .select_related("person")
        .order_by("position", "person_id")
    )
    supporters = list(
        in_scope(viewer, Supporter.objects.filter(dated, household=household)).order_by(
            "position", "pk"
        )
    )
    reader = _Reader(viewer, household, on, known_by)
    stated = reader.statements(
        household, [m.person_id for m in memberships], [s.pk for s in supporters]
    )
    return KnownHousehold(
        household,
        on,
        memberships,
        supporters,
        reader.known("household", stated["household", household.pk], _of_household(household)),
        {
            m.person_id: reader.known(
                "member", stated["person", m.person_id], _of_member(m, household, on)
            )
            for m in memberships
        },
        {
            s.pk: reader.known("supporter", stated["supporter", s.pk], _of_supporter(s))
            for s in supporters
        },
    )


def _on_the_day(on: date) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )


# -- columns ------------------------------------------------------------------------------------------
def _of_household(household: Household) -> dict[str, Any]:
    return {"residence_class": household.residence_class or None}


def _of_member(membership: Membership, household: Household, on: date) -> dict[str, Any]:
    person: Person = membership.person
    died = death_by(person.died_on, person.is_deceased, on)
    return {
        "birth_date": person.birth_date,
        "sex": person.sex or None,
        "relation": membership.relation or None,
        "is_deceased": died,
        "died_on": person.died_on if died else None,
        "hukou_is_here": hukou_is_here(person.hukou_area, household.area_code),
    }


def _of_supporter(supporter: Supporter) -> dict[str, Any]:
    return {"supporter_kind": supporter.kind or None}


# -- statements -----------------------------------------------------------------------------------------
_FIELDS = (
    "household_id", "person_id", "supporter_id", "name", "value", "option", "evidence__learnt_on", "pk",
    "item", "period_from", "period_to", "valid_from", "valid_to",
)  # fmt: skip


class _Listed(NamedTuple):
    """What a list says of whoever is not on it. `source`: the id of the `Coverage`."""

    value: int | None
    source: int
    learnt_on: date


class _Reader:
    """Reads and settles the statements of one household's subjects."""

    def __init__(
        self, viewer: Viewer, household: Household, on: date, known_by: date | None
    ) -> None:
        self.viewer, self.on, self.known_by = viewer, on, known_by
        self.book = get_rulebook()
        self.base = base_period_of(household.area_code, on, self.book)
        self.coverage = self._coverage(household.area_code)

    def statements(
        self, household: Household, persons: list[int], supporters: list[int]
    ) -> dict[tuple[str, int], dict[str, list[Statement]]]:
        """Everything stated, by subject and fact. Each subject has its dictionary, empty where nothing was stated."""
        found: dict[tuple[str, int], dict[str, list[Statement]]] = {("household", household.pk): {}}
        found |= {("person", pk): {} for pk in persons} | {
            ("supporter", pk): {} for pk in supporters
        }
        subjects = Q(household=household) | Q(person__in=persons) | Q(supporter__in=supporters)
        rows = in_scope(self.viewer, Fact.objects.filter(subjects)).values_list(*_FIELDS)
        for of_household, of_person, of_supporter, name, value, option, *rest in rows:
            asked = self.book.facts.get(name)
            if asked is None:
                continue
            subject = (
                ("household", of_household)
                if of_household
                else ("person", of_person)
                if of_person
                else ("supporter", of_supporter)
            )
            number = code_of(asked, value, option)
            found[subject].setdefault(name, []).append(Statement(number, *rest))
        return found

    def known(self, entity: str, stated: Statements, columns: Mapping[str, Any]) -> Known:
        """All that is known of one subject: its columns, else what was stated, else what a list covers."""
        found = Known()
        for name, value in columns.items():
            if value is not None:
                found.facts[name] = _number(self.book.facts[name], value)
        for name, rows in stated.items():
            asked = self.book.facts[name]
            if name in found.facts or asked.entity.name != entity:
                continue
            settled = settle(
                rows,
                how_settled(asked),
                self.on,
                base=self._base(name),
                known_by=self.known_by,
            )
            if settled is not None:
                found.settled[name] = settled
                found.facts[name] = within(asked, settled.value)
        for name, listed in self.coverage.items():
            if name in found.facts or self.book.facts[name].entity.name != entity:
                continue
            own = stated.get(name, ())
            if not outdoes_list(
                own, listed.learnt_on, self.on, base=self._base(name), known_by=self.known_by
            ):
                found.facts[name], found.covered[name] = listed.value, listed.source
        return found

    def _base(self, name: str) -> BasePeriod | None:
        return self.base if name in OVER_BASE_PERIOD else None

    def _coverage(self, area: str) -> dict[str, _Listed]:
        """What the lists that cover the place say of whoever is not on them; the last learnt list counts."""
        rows = Coverage.objects.filter(
            _on_the_day(self.on), area_code__in=[area, *ancestors(area)]
        ).order_by("evidence__learnt_on", "pk")
        if self.known_by is not None:
            rows = rows.filter(evidence__learnt_on__lte=self.known_by)
        found = {}
        for pk, name, value, option, learnt_on in rows.values_list(
            "pk", "name", "value", "option", "evidence__learnt_on"
        ):
            asked = self.book.facts.get(name)
            if asked is not None:
                found[name] = _Listed(within(asked, code_of(asked, value, option)), pk, learnt_on)
        return found


def code_of(asked: Asked, value: int | None, option: str | None) -> int | None:
    """A stored value or option as a number; an option that the rulebook does not have is not known, nor a truth but 0 and 1."""
    if asked.kind == TRUTH:
        return value if value in (0, 1) else None
    if not asked.options:
        return value
    return asked.options.index(option) if option in asked.options else None


def within(asked: Asked, value: int | None) -> int | None:
    """A number beyond what the fact can be is not known."""
    times = STEPS_PER_FEN if asked.unit.is_money else 1
    return value if value is not None and asked.low <= value * times <= asked.high else None


def _number(asked: Asked, value: Any) -> int | None:
    if isinstance(value, date):
        return within(asked, day_number(value))
    return code_of(asked, None, value) if isinstance(value, str) else int(value)


def _in_steps(book: Rulebook, known: Known) -> dict[str, int]:
    facts: Iterable[tuple[str, int | None]] = known.facts.items()
    return {
        name: value * STEPS_PER_FEN if book.facts[name].unit.is_money else value
        for name, value in facts
        if value is not None
    }


def _row(book: Rulebook, name: str, known: Known) -> Row:
    return Row(name, _in_steps(book, known))
