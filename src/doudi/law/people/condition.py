"""Who is disabled or ill, who can work, who studies, and who is away by law or vocation."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Codes, Truths
from doudi.law.people.families import (
    CHILD_SPOUSE,
    FIRST_CHILD,
    HEAD,
    RELATION,
    SIBLING,
    SLOTS,
    SPOUSE,
)
from doudi.law.people.people import DAYS_IN_YEAR, People

ADULT = 18
WORKING_FROM, WORKING_TO, OLD = 16, 60, 60


def draw_persons(people: People) -> None:
    """Birth, relation, disability, illness, work ability, schooling."""
    _birth(people)
    _disability(people)
    _study(people)
    _away(people)
    _living(people)


def _birth(people: People) -> None:
    days = np.ceil(people.age * DAYS_IN_YEAR) + 1 + people.chance.between(people.persons, 0, 363)
    people.facts["birth_date"] = (people.today - days).astype(np.int32)
    relations = [people.code("relation", RELATION[name]) for name in SLOTS]
    people.facts["relation"] = np.array(relations, np.int8)[people.slot]


def _disability(people: People) -> None:
    n, chance, figures = people.persons, people.chance, people.figures
    must = people.families.is_kind("no_one_disabled")[people.home]
    disabled = chance.happens(n, people.by_age("condition.disabled")) | must
    kind = _drawn_options(people, "disability_type", figures["condition.types"], disabled)
    grade = _drawn_options(people, "disability_grade", figures["condition.grades"], disabled)
    # Whoever has nobody and cannot work is, in these families, disabled beyond doubt.
    kind[must] = people.code("disability_type", "physical")
    grade[must] = people.code("disability_grade", "grade_1")
    people.facts["disability_type"], people.facts["disability_grade"] = kind, grade
    people.drawn["is_severe"] = is_severe(people)
    ill = chance.happens(n, people.by_age("condition.major_illness"))
    people.facts["has_major_illness"] = ill
    able = (people.age >= WORKING_FROM) & (people.age < WORKING_TO)
    able |= (
        (people.age >= OLD) & (people.age < OLD + 10)
        & chance.happens(n, figures["condition.able_from_60"]) & people.is_rural
    )  # fmt: skip
    people.facts["is_able_to_work"] = (
        able
        & ~people.drawn["is_severe"]
        & ~(ill & chance.happens(n, figures["condition.unable_if_ill"]))
    )


def _drawn_options(people: People, fact: str, weights: dict[str, float], rows: Truths) -> Codes:
    """One of the options for each marked row, `none` for the others."""
    codes = np.array([people.code(fact, option) for option in weights], np.int8)
    found = np.full(len(rows), people.code(fact, "none"), np.int8)
    found[rows] = codes[people.chance.one_of(int(rows.sum()), list(weights.values()))]
    return found


def is_severe(people: People) -> Truths:
    """Grade 1 or 2, or grade 3 of the mind."""
    mind = people.holds("disability_type", "intellectual") | people.holds(
        "disability_type", "mental"
    )
    first, second, third = (people.holds("disability_grade", f"grade_{n}") for n in (1, 2, 3))
    return first | second | mind & third


def _study(people: People) -> None:
    n, chance, figures, age = people.persons, people.chance, people.figures, people.age
    young = people.is_child_of_head | people.is_grandchild
    school = (age >= 6) & (age < ADULT) & chance.happens(n, figures["study.school"])
    college = young & (age >= ADULT) & (age <= 22) & chance.happens(n, figures["study.college"])
    college &= ~people.drawn["is_severe"]
    graduate = young & (age > 22) & (age <= 26) & chance.happens(n, figures["study.postgraduate"])
    schooling = people.codes("schooling", "up_to_bachelor", "none", school | college)
    schooling[graduate] = people.code("schooling", "postgraduate")
    people.facts["schooling"] = schooling
    barred = (age >= 6) & (age < ADULT) & ~school
    barred &= ~people.holds("disability_type", "none")
    kept = chance.happens(n, figures["study.kept_from_school"])
    people.facts["cannot_attend_school"] = barred & kept
    people.drawn["studies"] = school | college | graduate


def _away(people: People) -> None:
    """Prison, isolation, declared missing, service, religious life: rare, each by its own share."""
    n, chance, figures, age = people.persons, people.chance, people.figures, people.age
    put = people.facts
    grown = (age >= ADULT) & (age < 61)
    put["is_imprisoned"] = grown & chance.happens(n, figures["life.imprisoned"])
    put["is_in_compulsory_isolation"] = grown & chance.happens(n, figures["life.in_isolation"])
    put["is_declared_missing"] = (age >= ADULT) & chance.happens(n, figures["life.missing"])
    recruits = people.is_man & (age >= ADULT) & (age <= 22) & ~people.drawn["studies"]
    recruits &= put["is_able_to_work"] & people.is_child_of_head
    put["is_conscript"] = recruits & chance.happens(n, figures["life.conscript"])
    put["is_clergy"] = (
        (age >= 20) & (people.slot != HEAD) & chance.happens(n, figures["life.clergy"])
    )
    put["clergy_since"] = people.dates(put["is_clergy"], 200, 9000)
    put["is_in_hardship"] = put["is_clergy"] & chance.happens(n, figures["condition.in_hardship"])


def _living(people: People) -> None:
    """Who lives with the family, and who is bound to it by duty."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    independent = (people.age >= ADULT) & ~people.drawn["is_severe"]
    put["can_live_independently"] = independent
    grown = people.is_child_of_head & independent & ~people.drawn["studies"]
    leaves = chance.happens(people.households, figures["life.grown_child_lives_apart"])
    apart = grown & leaves[people.home]
    # A grown child with a family of its own goes or stays together with it.
    first_is_gone = people.any_in_home(apart & (people.slot == FIRST_CHILD))
    apart |= (people.slot == CHILD_SPOUSE) & first_is_gone[people.home]
    apart |= put["is_clergy"] & chance.happens(n, figures["life.lives_apart_as_clergy"])
    put["lives_with_family"] = ~apart
    parents_there = people.any_in_home((people.slot == FIRST_CHILD) & ~apart)
    raised = people.families.is_kind("grandparents", "orphans", "unattended")
    put["has_duty_relation"] = (
        (people.slot == CHILD_SPOUSE) & ~apart
        | people.is_grandchild & (parents_there | raised)[people.home]
        | (people.slot == SPOUSE) | people.is_parent_of_head | people.is_child_of_head
        | (people.slot == SIBLING) & ~independent
    )  # fmt: skip
    people.drawn["counts"] = _counts(people)


def _counts(people: People) -> Truths:
    """About those whom the law counts in the household: among them the income of the family is drawn."""
    put = people.facts
    dependent = people.is_child_of_head & ~(
        put["can_live_independently"] & ~people.drawn["studies"]
    )
    bound = put["lives_with_family"] & (put["has_duty_relation"] | people.is_child_of_head)
    gone = (
        put["is_imprisoned"]
        | put["is_in_compulsory_isolation"]
        | put["is_declared_missing"]
        | put["is_conscript"]
    )
    return ((people.slot <= SPOUSE) | dependent | bound) & ~gone
