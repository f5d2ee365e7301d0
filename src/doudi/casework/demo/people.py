"""Whom of the demonstration county a case may be about: those whom the rules would grant it, where the case is to go so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from doudi.casework.demo.plans import REFUSED, Kind, Plan
from doudi.casework.domain.proposals import granted, undetermined
from doudi.casework.models import Application, Case
from doudi.casework.services.proposals import propose
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Fact, Household, Membership, Person
from doudi.units.text import ProblemsError

VERY_OLD = 80
MOST_TRIED = 25  # families looked at for one case: each costs as much as an opinion
Chosen = tuple[Household, Person | None]


@dataclass
class People:
    """Each household is taken once."""

    taken: set[int] = field(default_factory=set)

    def choose(self, clerk: Viewer, plan: Plan, on: date) -> Chosen | None:
        """Inside `acting(clerk)`. None: nobody left whom it suits."""
        wants_opinion = any(a == "give_opinion" for a, _ in plan.kind.road[: plan.steps])
        tried = 0
        for household, person in self._candidates(clerk, plan.kind, on):
            if household.pk in self.taken:
                continue
            tried += 1
            if tried > MOST_TRIED:
                return None
            if wants_opinion and not _suits(clerk, plan.kind, household, person, on):
                continue
            self.taken.add(household.pk)
            return household, person
        return None

    def _candidates(self, clerk: Viewer, kind: Kind, on: date) -> Iterator[Chosen]:
        members = in_scope(clerk, Membership.objects.filter(valid_to__isnull=True))
        members = members.filter(person__state="active", household__state="active")
        members = members.exclude(person__is_deceased=True)
        if not kind.fact:
            members = members.filter(person__birth_date__lte=on.replace(year=on.year - VERY_OLD - 1))  # fmt: skip
        elif kind.is_personal:
            known = in_scope(clerk, Fact.objects.filter(name=kind.fact)).exclude(value=0)
            members = members.filter(person__in=known.values("person"))
        else:
            known = in_scope(clerk, Fact.objects.filter(name=kind.fact)).exclude(value=0)
            of_household = set(known.values_list("household", flat=True))
            of_person = set(known.values_list("person", flat=True))
            members = members.filter(relation="head").filter(
                household__in=of_household
            ) | members.filter(relation="head", person__in=of_person)
        for row in members.select_related("household", "person").order_by("pk"):
            yield row.household, row.person if kind.is_personal else None


def _suits(
    clerk: Viewer, kind: Kind, household: Household, person: Person | None, on: date
) -> bool:
    application = Application(household=household, applied_on=on)
    asked = Case(household=household, person=person, programmes=[kind.programme], application=application)  # fmt: skip
    try:
        results = propose(clerk, asked, on).results
    except ProblemsError:
        return False
    if undetermined(results):
        return False
    return bool(granted(results)) is not (kind is REFUSED)
