"""A raise of the standard for every family of a county on Dibao: worked out, signed, applied with its letters.

    python -m benchmarks.measure_casework_raise [--families N] [--json]

Each family is that of the policy's first worked case: four people, what is known of them written as facts, an award that pays too
little. Targets at 7,000 families: worked out within 10 s, applied with a letter to each within 60 s.
"""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import date
from typing import Any

from benchmarks.machine import cores_taken, machine_line
from benchmarks.measure_register import register_of_its_own, tidy, timed

FAMILIES = 7_000
ON = date(2022, 6, 10)
PAID_FEN = 30_000
AT_ONCE = 1_000


def measure(families: int = FAMILIES) -> dict[str, Any]:
    """One row of figures."""
    found: dict[str, Any] = {"families": families}
    with register_of_its_own() as (_folder, make_database):
        make_database("raise")
        taken = cores_taken(lambda: _measure_all(found, families))
    found["cores_taken_by_others"] = taken
    found["machine"] = machine_line()
    return found


def _measure_all(found: dict[str, Any], families: int) -> None:
    found |= timed("written", lambda: _write_families(families))
    tidy()
    campaign = _plan(found)
    _apply(found, campaign)


def _plan(found: dict[str, Any]) -> int:
    from doudi.casework.models import Campaign
    from doudi.casework.services.raises import plan_raise
    from doudi.foundation.access import acting
    from doudi.foundation.jobs import perform_run
    from doudi.units.dates import Month

    def plan() -> int:
        with acting(_posting("county_officer")) as officer:
            campaign = plan_raise(
                actor=officer,
                title="2022年提标",
                basis="安民发〔2022〕8号",
                programmes=["dibao"],
                from_month=Month(2022, 7),
                on=ON,
            )
        assert perform_run(campaign.plan_run_id).state == "done"
        return campaign.pk

    made: list[int] = []
    found |= timed("first_plan", lambda: made.append(plan()))  # with the machine code
    found |= timed("plan", lambda: made.append(plan()))
    with acting(_posting("county_officer")):
        found["plan"] = Campaign.objects.get(pk=made[-1]).plan["changes"]
    return made[-1]


def _apply(found: dict[str, Any], pk: int) -> None:
    from doudi.casework.models import Award, Campaign, Letter
    from doudi.casework.services.raises import sign_raise
    from doudi.foundation.access import acting
    from doudi.foundation.jobs import perform_run

    def apply() -> None:
        with acting(_posting("county_lead")) as lead:
            campaign = Campaign.objects.get(pk=pk)
            sign_raise(actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON)
            run = Campaign.objects.get(pk=pk).apply_run_id
        assert perform_run(run).state == "done"

    found |= timed("applied", apply)
    with acting(_posting("county_officer")):
        found["raised"] = Award.objects.filter(campaign=pk).count()
        found["letters"] = Letter.objects.filter(campaign=pk).count()
    assert found["raised"] == found["letters"] == found["plan"]["up"]


def _posting(role: str) -> Any:
    from doudi.foundation.access import acting, system, viewer_of
    from doudi.foundation.models import Posting

    with acting(system("bench")):
        posting = Posting.objects.filter(role=role).order_by("pk").first()
        assert posting is not None, role
        return viewer_of(posting)


# -- families ---------------------------------------------------------------------------------------------
def _write_families(families: int) -> None:
    """One family by the services, the others as its copies, row by row."""
    from doudi.casework.models import Award
    from doudi.casework.tests.policy_families import register_case, worked_case
    from doudi.foundation import audit
    from doudi.foundation.access import acting, system

    with acting(system("bench")) as actor:
        first = register_case(actor, worked_case("dibao", "政策案例1，")).family
        audit.record(actor, "casework.case.changed", details={"bench": "families"})
    done = 1
    homes = [first.household.pk]
    while done < families:
        count = min(AT_ONCE, families - done)
        with acting(system("bench")) as actor:
            homes += _copy(first, done, count)
            audit.record(actor, "casework.case.changed", details={"bench": count})
        done += count
    with acting(system("bench")) as actor:
        Award.objects.bulk_create(
            [
                Award(
                    area_code=first.household.area_code,
                    household_id=home,
                    programme="dibao",
                    outcome="money",
                    amount_fen=PAID_FEN,
                    from_month=date(2021, 8, 1),
                    members=len(first.members),
                )
                for home in homes
            ],
            batch_size=2_000,
        )
        audit.record(actor, "casework.case.changed", details={"bench": "awards"})


def _copy(first: Any, start: int, count: int) -> list[int]:
    """Households, persons, memberships, supporters and facts of `first`, `count` times over."""
    from doudi.registry.models import Fact, Household, Membership, Person, Supporter

    homes = Household.objects.bulk_create(
        [_like(first.household, number=f"B{start + n:09d}") for n in range(count)]
    )
    members = list(Membership.objects.filter(household=first.household).select_related("person"))
    supporters = list(Supporter.objects.filter(person__in=[m.person_id for m in members]))
    facts = list(Fact.objects.filter(household=first.household))
    facts += list(Fact.objects.filter(person__in=[m.person_id for m in members], household=None))
    facts += list(Fact.objects.filter(supporter__in=supporters, household=None, person=None))
    people: dict[tuple[int, int], int] = {}
    for member in members:
        made = Person.objects.bulk_create(
            [_like(member.person, identity_index=secrets.token_bytes(32)) for _ in range(count)]
        )
        people |= {(n, member.person_id): p.pk for n, p in enumerate(made)}
    Membership.objects.bulk_create(
        [
            _like(m, household_id=homes[n].pk, person_id=people[n, m.person_id])
            for n in range(count)
            for m in members
        ]
    )
    kept: dict[tuple[int, int], int] = {}
    for one in supporters:
        made = Supporter.objects.bulk_create(
            [_like(one, person_id=people[n, one.person_id]) for n in range(count)]
        )
        kept |= {(n, one.pk): s.pk for n, s in enumerate(made)}
    Fact.objects.bulk_create(
        [
            _like(
                f,
                household_id=homes[n].pk if f.household_id else None,
                person_id=people[n, f.person_id] if f.person_id else None,
                supporter_id=kept[n, f.supporter_id] if f.supporter_id else None,
            )
            for n in range(count)
            for f in facts
        ],
        batch_size=5_000,
    )
    return [h.pk for h in homes]


def _like(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row, with other values in it."""
    fields = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.generated
    }
    del fields[row._meta.pk.attname]
    return type(row)(**(fields | changes))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--families", type=int, default=FAMILIES)
    asked.add_argument("--json", action="store_true")
    chosen = asked.parse_args()
    found = measure(chosen.families)
    print(json.dumps(found, ensure_ascii=False, indent=None if chosen.json else 2))


if __name__ == "__main__":
    main()
