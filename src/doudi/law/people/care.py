"""Who can look after themselves, who needs care, who has relatives able to support them, and where Tekun persons live."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Reals, Truths
from doudi.law.people.condition import ADULT, OLD
from doudi.law.people.families import WITH_NOBODY
from doudi.law.people.people import People

#: In the order in which they are usually lost.
INDICATORS = (
    "can_bathe",
    "can_walk_indoors",
    "can_use_toilet",
    "can_transfer_bed",
    "can_dress",
    "can_eat",
)
PARTIAL_FROM, NONE_FROM = 1, 4
VERY_OLD = 70


def draw_care(people: People) -> None:
    """Six indicators of self-care, need of long-term care, able relatives at home, form of support."""
    _self_care(people)
    _able_relatives(people)
    alone = people.families.is_kind(*WITH_NOBODY)[people.home]
    institution = people.chance.of(alone, people.figures["care.institutional"])
    people.facts["tekun_form"] = people.codes(
        "tekun_form", "support_institutional", "support_dispersed", institution
    )


def _self_care(people: People) -> None:
    """How many indicators each person does not reach; those that count for Tekun rates come out exactly."""
    n, chance, figures = people.persons, people.chance, people.figures
    place = chance.even(n)
    none, partial = people.by_age("care.none"), people.by_age("care.partial")
    heavy = people.drawn["is_severe"]
    none = np.where(heavy, none * figures["care.none_if_severe"], none)
    partial = np.where(heavy, partial * figures["care.partial_if_severe"], partial)
    alone = np.flatnonzero(people.families.is_kind(*WITH_NOBODY)[people.home])
    place[alone] = chance.spread(len(alone))
    none[alone], partial[alone] = figures["care.tekun_none"], figures["care.tekun_partial"]
    lost = np.where(place < none, chance.random.integers(NONE_FROM, 7, n), 0)
    some = (place >= none) & (place < none + partial)
    lost = np.where(some, chance.random.integers(PARTIAL_FROM, NONE_FROM, n), lost)
    for order, name in enumerate(INDICATORS):
        people.facts[name] = lost <= order
    people.facts["needs_long_term_care"] = _needs_care(people, lost)
    people.drawn["lost"] = lost


def _needs_care(people: People, lost: Reals) -> Truths:
    heavy = people.drawn["is_severe"]
    return (lost >= NONE_FROM) | (
        heavy & people.chance.happens(people.persons, people.figures["care.needs_care_if_severe"])
    )


def _able_relatives(people: People) -> None:
    """Is there, among the others of the family, somebody who is grown and not too old, too disabled or away?"""
    put = people.facts
    poor = people.drawn["level"][people.home] < 1
    unable = (poor & (people.age >= OLD)) | (
        (people.age >= VERY_OLD) | people.drawn["is_severe"]
    ) & poor
    unable |= put["is_imprisoned"] | put["is_declared_missing"]
    able = (people.age >= ADULT) & ~unable
    others = people.count_in_home(able)[people.home] - able
    put["has_able_supporter_at_home"] = others > 0
