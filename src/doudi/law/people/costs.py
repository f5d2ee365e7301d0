"""What illness, schooling, rehabilitation and accidents cost a person a year, after insurance and other refunds."""

from __future__ import annotations

from doudi.law.people.people import People, fen


def draw_costs(people: People) -> None:
    """Own costs of the last twelve months."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    ill = put["has_major_illness"]
    heavy = chance.between(n, *figures["costs.medical_if_ill"], 3)
    light = chance.between(n, *figures["costs.medical"], 3) * chance.happens(n, figures["costs.medical_others"])
    put["medical_cost"] = fen(heavy * ill + light * ~ill)
    studies = people.drawn["studies"]
    college, secondary = studies & (people.age >= 18), studies & (people.age >= 15) & (people.age < 18)
    fees = chance.between(n, *figures["costs.college"]) * college
    put["education_cost"] = fen(fees + chance.between(n, *figures["costs.secondary"]) * secondary, 100)
    trains = people.drawn["is_severe"] & chance.happens(n, figures["costs.rehabilitated"])
    put["rehabilitation_cost"] = fen(chance.between(n, *figures["costs.rehabilitation"], 2) * trains)
    hurt = chance.happens(n, figures["costs.accident"])
    put["accident_cost"] = fen(chance.between(n, *figures["costs.accident_cost"], 3) * hurt)
