"""Who works away from home, and who stays behind: children, women, the old."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Truths
from doudi.law.people.condition import OLD, WORKING_FROM
from doudi.law.people.families import HEAD, SPOUSE, WITH_NOBODY
from doudi.law.people.people import People

NEEDS_A_GUARDIAN = WORKING_FROM  # years: left-behind children are younger
PARENTS = ("father", "mother")


def draw_away(people: People) -> None:
    """Sex, and the situations of parents, spouses and children that the registers ask for."""
    male = people.codes("sex", "male", "female", people.is_man)
    people.facts["sex"] = male
    both = _parents_away(people)
    _spouses(people, both)
    _children_of_the_old(people)


def _parents_away(people: People) -> Truths:
    """The households whose parents of minors both work away; some where one does and the other is no guardian."""
    families, put, figures = people.families, people.facts, people.figures
    minor = (people.age < NEEDS_A_GUARDIAN) & (people.is_child_of_head | people.is_grandchild)
    # Exactly so many households with children of each kind: the register comes out at its published size.
    with_minors = people.any_in_home(minor)
    both = np.zeros(people.households, bool)
    for kind, share in figures["away.both_parents"].items():
        both |= people.chance.of(families.is_kind(kind) & families.is_rural & with_minors, share)
    lost = _orphaned(people)
    since_home = people.chance.between(people.households, 200, 3000)
    for parent in PARENTS:
        name = f"{parent}_situation"
        column = people.codes(name, "works_away", "present", both[people.home] & minor)
        gone = put[f"{parent}_state"] != people.code(f"{parent}_state", "alive_caring")
        column[gone] = people.code(name, "unable")
        put[name] = column
        away = column == people.code(name, "works_away")
        days = np.where(away, since_home[people.home], 0)
        put[f"{parent}_away_since"] = (people.today - days).astype(np.int32)
    one_parent = families.is_kind("one_parent")[people.home] & minor & ~lost
    _single_parents(people, one_parent, both)
    people.drawn["parents_away"] = both
    return both


def _orphaned(people: People) -> Truths:
    return ~people.holds("father_state", "alive_caring") & ~people.holds(
        "mother_state", "alive_caring"
    )


def _single_parents(people: People, children: Truths, both: Truths) -> None:
    """Whom a child of one parent lives with; the other is divorced and elsewhere, or dead."""
    father_heads = people.is_man[np.searchsorted(people.home, np.arange(people.households))]
    dead = people.chance.happens(people.households, people.figures["away.other_parent_dead"])
    for parent in PARENTS:
        with_the_other = (
            children & (father_heads if parent == "mother" else ~father_heads)[people.home]
        )
        column = people.facts[f"{parent}_situation"]
        column[with_the_other] = people.code(f"{parent}_situation", "unable")
        people.facts[f"{parent}_state"][with_the_other & dead[people.home]] = people.code(
            f"{parent}_state", "dead"
        )


def _spouses(people: People, both: Truths) -> None:
    """Husbands who work away while their wives stay; where both are away nobody stays behind."""
    families, figures, put = people.families, people.figures, people.facts
    young = (families.age[:, HEAD] < OLD) & families.present[:, SPOUSE] & families.is_rural & ~both
    away = people.chance.of(
        young & families.is_kind(*figures["away.husband_kinds"]), figures["away.husbands"]
    )
    couple = (people.slot == HEAD) | (people.slot == SPOUSE)
    married = couple & families.present[:, SPOUSE][people.home]
    situation = people.codes("spouse_situation", "present", "none", married)
    left = married & ~people.is_man & away[people.home]
    situation[left] = people.code("spouse_situation", "works_away")
    put["spouse_situation"] = situation
    put["spouse_away_since"] = people.dates(left, 250, 3000)
    father = put["father_situation"]
    own = people.is_child_of_head & (people.age < NEEDS_A_GUARDIAN) & away[people.home]
    father[own] = people.code("father_situation", "works_away")
    put["father_away_since"] = np.where(own, people.today - 250, put["father_away_since"]).astype(
        np.int32
    )


def _children_of_the_old(people: People) -> None:
    families, figures, put = people.families, people.figures, people.facts
    childless = families.is_kind(*WITH_NOBODY)
    old = people.age >= OLD
    put["has_living_children"] = old & ~childless[people.home]
    away = np.zeros(people.households, bool)
    for kind, share in figures["away.all_children"].items():
        away |= people.chance.of(families.is_kind(kind) & families.is_rural, share)
    all_away = old & away[people.home] & (people.slot <= SPOUSE)
    put["children_are_all_away"] = all_away
    put["last_child_left_on"] = people.dates(all_away, 200, 4000)
