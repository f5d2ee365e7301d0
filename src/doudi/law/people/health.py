"""What medical security asks: bills within scope, aid of this year, insurance, and the groups whose premium is paid."""

from __future__ import annotations

from doudi.law.people.people import People, fen


def draw_health(people: People) -> None:
    """After costs, records and registered poor households."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    billed = (put["medical_cost"] > 0) & chance.happens(n, figures["health.billed_now"])
    scope = chance.within(n, figures["health.within_scope"])
    put["eligible_medical_cost"] = fen(put["medical_cost"] / 100 * scope * billed)
    again = billed & chance.happens(n, figures["health.billed_before"])
    put["medical_deductible_used"] = fen(
        chance.within(n, figures["health.deductible_used"]) * again, 100
    )
    put["medical_aid_paid"] = fen(chance.within(n, figures["health.aid_paid"], 3) * again)
    put["joins_resident_insurance"] = ~people.drawn["is_retired"] & chance.happens(
        n, figures["health.insured"]
    )
    retrenched = (people.age >= figures["health.retrenched_from"]) & people.is_man
    put["is_retrenched_worker"] = retrenched & chance.happens(n, figures["health.retrenched"])
    disordered = people.holds("disability_type", "mental")
    put["has_mental_disorder"] = disordered | chance.happens(n, figures["health.mental_disorder"])
    poor = (people.drawn["level"] < figures["health.hardship_up_to"])[people.home]
    put["is_in_hardship"] |= put["has_mental_disorder"] & poor
    _households(people)


def _households(people: People) -> None:
    """Who has come out of poverty, who is watched lest they fall back."""
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    poor = put["is_registered_poor"]
    put["is_lifted_out"] = poor & ~chance.of(poor, figures["health.not_lifted_out"])
    watched = people.families.is_rural & (people.drawn["level"] < figures["health.watched_up_to"])
    put["is_monitored_household"] = watched & chance.happens(homes, figures["health.watched"])
    put["is_returned_to_poverty"] = put["is_monitored_household"] & chance.happens(
        homes, figures["health.returned"]
    )
