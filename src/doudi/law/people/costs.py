"""What illness, schooling, rehabilitation and accidents cost a person a year, after insurance and other refunds."""

from __future__ import annotations

import numpy as np

from doudi.law.people.people import People, fen


def draw_costs(people: People) -> None:
    """Own costs of the last twelve months, and the sudden difficulties that follow from them."""
    _costs(people)
    _hardship(people)


def _costs(people: People) -> None:
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    ill = put["has_major_illness"]
    heavy = chance.within(n, figures["costs.medical_if_ill"], lean=3)
    light = chance.within(n, figures["costs.medical"], lean=3) * chance.happens(
        n, figures["costs.medical_others"]
    )
    put["medical_cost"] = fen(heavy * ill + light * ~ill)
    studies = people.drawn["studies"]
    college, secondary = (
        studies & (people.age >= 18),
        studies & (people.age >= 15) & (people.age < 18),
    )
    fees = chance.within(n, figures["costs.college"]) * college
    put["education_cost"] = fen(
        fees + chance.within(n, figures["costs.secondary"]) * secondary, 100
    )
    trains = people.drawn["is_severe"] & chance.happens(n, figures["costs.rehabilitated"])
    put["rehabilitation_cost"] = fen(
        chance.within(n, figures["costs.rehabilitation"], lean=2) * trains
    )
    hurt = chance.happens(n, figures["costs.accident"])
    put["accident_cost"] = fen(chance.within(n, figures["costs.accident_cost"], lean=3) * hurt)


def _hardship(people: People) -> None:
    """Families whose necessary spending has suddenly risen, and a few that an accident or a fire has hit."""
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    spent = (
        people.sum_in_home(put["medical_cost"] + put["education_cost"] + put["accident_cost"]) / 100
    )
    heavy = spent > people.drawn["own_income"] * figures["hardship.heavy_from"]
    heavy &= people.drawn["level"] < figures["hardship.up_to"]
    spends = chance.of(heavy, figures["hardship.asks"])
    emergency = chance.happens(homes, figures["hardship.emergency"]) & ~spends
    kind = people.codes("temp_type", "expenditure", "none", spends)
    kind[emergency] = people.code("temp_type", "emergency")
    put["temp_type"] = kind
    put["has_temporary_hardship"] = spends | emergency
    put["has_residence_permit"] = ~put["has_local_hukou"] & chance.happens(homes, 0.5)
    hit = np.where(
        spends | emergency,
        np.minimum(people.families.sizes, 1 + chance.random.integers(0, 4, homes)),
        1,
    )
    put["affected_persons"] = hit.astype(np.int8)
    put["difficulty_level"] = chance.any_of(homes, figures["hardship.levels"])
    again = (spends | emergency) & chance.happens(homes, figures["hardship.aided_before"])
    put["same_cause_grants"] = again.astype(np.int8)
    put["same_cause_granted"] = fen(chance.between(homes, 300, 2000) * again, 100)
    put["emergency_ended_on"] = people.dates(emergency, 1, 60)
