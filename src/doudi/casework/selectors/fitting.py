"""Which programmes may fit a household, what it would have to be asked for them, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doudi.casework.domain.choices import Choice, choices_of, facts_needed
from doudi.casework.domain.troubles import programmes_near
from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import KnownHousehold, known_of_household
from doudi.registry.forms.facts import NOT_ASKED
from doudi.registry.models import Household, Person, Supporter
from doudi.rules.decide import Decision, decide
from doudi.rules.declare import Fact

#: Facts that offices have or decide: nobody at the window is asked for them.
OFFICES = ("民政", "应急", "乡村振兴", "核对机构")
OWN_DAY = frozenset({"application_date"})  # known when the application is handed in


@dataclass(frozen=True, slots=True)
class Fit:
    """A household on a day, what the rules say, and all choices."""

    known: KnownHousehold
    decision: Decision
    choices: list[Choice]

    def chosen(self, keys: Iterable[str]) -> list[Choice]:
        wanted = set(keys)
        return [c for c in self.choices if c.key in wanted]


def fit_household(viewer: Viewer, household_id: int, on: date, troubles: Iterable[str] = ()) -> Fit:
    """Raises Household.DoesNotExist; ProblemsError: no law in force on the day."""
    known = known_of_household(viewer, household_id, on)
    decision = decide(get_rulebook(), known.case())
    members = [m.person_id for m in known.memberships]
    return Fit(known, decision, choices_of(decision, members, programmes_near(troubles)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One subject with the facts to ask. `slug`: household, p12 (a member), s3 (a supporter)."""

    slug: str
    name: str
    subject: Household | Person | Supporter
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Questions:
    """What the family is asked, by whom it is about; what offices find out is named beside it, by the office."""

    asked: list[Asked]
    by_offices: dict[str, list[Fact]]

    def of(self, slug: str) -> Asked | None:
        return next((a for a in self.asked if a.slug == slug), None)

    def after(self, slug: str) -> Asked | None:
        """The next subject, in the order of the page."""
        slugs = [a.slug for a in self.asked]
        place = slugs.index(slug) + 1 if slug in slugs else 0
        return self.asked[place] if place < len(slugs) else None


def questions_of(fit: Fit, keys: Iterable[str]) -> Questions:
    """The facts that the chosen programmes still need and nobody has stated, known or not."""
    known = fit.known
    groups: dict[str, Asked] = {}
    offices: dict[str, list[Fact]] = {}
    chosen = fit.chosen(keys)
    own = get_rulebook().own_facts
    names = {c.programme for c in chosen}
    # What only another programme asks (of parents, of an illness) is no question for somebody who does not apply for it.
    others = set[str]().union(*(f for p, f in own.items() if p not in names))
    others -= set[str]().union(*(own[p] for p in names))
    for need in facts_needed(chosen):
        fact = get_rulebook().facts[need.name]
        if (
            fact.name in NOT_ASKED
            or fact.name in OWN_DAY
            or (fact.name in others and not fact.name.startswith("elects_"))
        ):
            continue
        slug, name, subject, stated = _subject(known, need.entity, need.row)
        if fact.name in stated:
            continue
        if fact.source.zh.startswith(OFFICES) and not fact.name.startswith("elects_"):
            row = offices.setdefault(fact.source.zh, [])
            if fact not in row:
                row.append(fact)
            continue
        groups.setdefault(slug, Asked(slug, name, subject, [])).facts.append(fact)
    order = {slug: place for place, slug in enumerate(_slugs(known))}
    return Questions(sorted(groups.values(), key=lambda a: order[a.slug]), offices)


def _slugs(known: KnownHousehold) -> list[str]:
    people = [f"p{m.person_id}" for m in known.memberships]
    return ["household", *people, *(f"s{s.pk}" for s in known.supporters)]


def _subject(
    known: KnownHousehold, entity: str, row: int
) -> tuple[str, str, Household | Person | Supporter, dict[str, int | None]]:
    if entity == "member":
        person = known.memberships[row].person
        return f"p{person.pk}", person.name, person, known.of_persons[person.pk].facts
    if entity == "supporter":
        supporter = known.supporters[row]
        return (
            f"s{supporter.pk}",
            supporter.name,
            supporter,
            known.of_supporters[supporter.pk].facts,
        )
    return "household", "", known.household, known.of_household.facts
