"""What befell the parents of orphans and unattended children; everybody else's are alive and caring."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Truths
from doudi.law.people.people import People

PARENTS = ("father", "mother")
CONFINED = ("imprisoned", "in_isolation", "otherwise_detained")


def draw_children(people: People) -> None:
    """States of father and mother, terms and reports, form of raising, and what is on record."""
    child = people.age < 18
    families, put = people.families, people.facts
    at_home = families.is_kind("orphans")[people.home] & people.is_grandchild & child
    in_care = families.is_kind("orphan_home")[people.home]
    unattended = families.is_kind("unattended")[people.home] & people.is_grandchild & child
    _states(people, at_home | in_care, unattended)
    put["orphan_form"] = people.codes(
        "orphan_form", "orphan_institutional", "orphan_scattered", in_care
    )
    recorded = people.figures["status.child_recorded"]
    put["is_orphan"] = people.chance.of(at_home | in_care, recorded)
    put["is_unattended"] = people.chance.of(unattended, recorded)
    leaves = people.chance.happens(people.persons, people.figures["status.leaves_dibao"])
    put["elects_to_leave_dibao"] = unattended & leaves


def _states(people: People, orphans: Truths, unattended: Truths) -> None:
    """Brothers and sisters share their parents: one draw for each household."""
    homes, chance, put = people.households, people.chance, people.facts
    one_dead = chance.happens(homes, people.figures["children.one_parent_dead"])
    dead_is_father = chance.happens(homes, 0.6)
    weights = people.figures["children.unattended_because"]
    for parent in PARENTS:
        name = f"{parent}_state"
        states = np.array([people.code(name, state) for state in weights], np.int8)
        state = states[chance.any_of(homes, list(weights.values()))]
        dead = one_dead & (dead_is_father if parent == "father" else ~dead_is_father)
        state[dead] = people.code(name, "dead")
        column = np.full(people.persons, people.code(name, "alive_caring"), np.int8)
        column[unattended] = state[people.home[unattended]]
        column[orphans] = people.code(name, "dead")
        put[name] = column
        confined = np.isin(column, [people.code(name, s) for s in CONFINED])
        lost = column == people.code(name, "lost_contact")
        months = chance.between(homes, 8, 120)[people.home]
        put[f"{parent}_term_months"] = np.where(confined, months, 0).astype(np.int16)
        left = chance.between(homes, 20, 900)[people.home]
        put[f"{parent}_term_ends_on"] = (people.today + np.where(confined, left, 0)).astype(
            np.int32
        )
        put[f"{parent}_reported_on"] = people.dates(lost, 100, 1500)
