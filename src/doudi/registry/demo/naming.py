"""Fictional names, identity numbers and telephone numbers, right in form: checks pass, and no real person is meant."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from doudi.law.people.chance import Chance
from doudi.law.people.families import HEAD, SLOTS, SPOUSE
from doudi.law.people.people import People
from doudi.rules.declare import day_number

Array = NDArray[Any]

ERAS = (("until_1965", date(1966, 1, 1)), ("until_1990", date(1991, 1, 1)), ("after", None))
ONE_CHARACTER, RARE = 0.18, 0.0008  # of given names
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.array(list("10X98765432"))


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Lists of words, as tuples."""
    source = resources.files("doudi.registry.demo").joinpath("words.yaml")
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    return {name: _split(value) for name, value in data.items()}


def _split(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _split(inner) for name, inner in value.items()}
    return tuple(value.split())


def make_names(people: People, chance: Chance) -> Array:
    """A name for each member. Children have the surname of the father in the house; those who married in have their own."""
    surname = _surnames(people, chance)
    given = np.full(people.persons, "", object)
    birth = people.facts["birth_date"]
    begin = np.iinfo(birth.dtype).min
    for era, end in ERAS:
        until = np.iinfo(birth.dtype).max if end is None else day_number(end)
        for sex, of_sex in (("man", people.is_man), ("woman", ~people.is_man)):
            rows = np.flatnonzero(of_sex & (birth >= begin) & (birth < until))
            given[rows] = _given(len(rows), np.array(words()["given"][sex][era], object), chance)
        begin = until
    rare = np.flatnonzero(chance.happens(people.persons, RARE))
    given[rare] = np.array(words()["rare"], object)[chance.random.integers(0, len(words()["rare"]), len(rare))]  # fmt: skip
    return surname + given


def _given(count: int, characters: Array, chance: Chance) -> Array:
    first, second = (characters[chance.random.integers(0, len(characters), count)] for _ in "12")
    return np.where(chance.happens(count, ONE_CHARACTER), first, first + second)


def _surnames(people: People, chance: Chance) -> Array:
    known = np.array(words()["surnames"], object)
    weights = 1 / (np.arange(len(known)) + 4)

    def draw(count: int) -> Array:
        found: Array = known[chance.any_of(count, list(weights))]
        return found

    own = draw(people.persons)
    of_head, of_spouse = draw(people.households), draw(people.households)
    head_is_man = people.families.is_man[:, HEAD]
    spouse_is_man = people.families.present[:, SPOUSE] & people.families.is_man[:, SPOUSE]
    fathers = np.where(head_is_man | ~spouse_is_man, of_head, of_spouse)
    surname = own
    of_slot = np.array(SLOTS)[people.slot]
    for slots, family in (
        (("head", "sibling"), of_head),
        (("spouse",), of_spouse),
        (("child", "grandchild"), fathers),
    ):
        here = np.isin(of_slot, slots)
        surname[here] = family[people.home[here]]
    old = np.isin(of_slot, ("parent", "grandparent")) & people.is_man
    surname[old] = of_head[people.home[old]]
    return surname


def make_identities(people: People, area: Array) -> Array:
    """An identity number for each member, each once: six figures of the area, birth, a number of the day, the check digit.

    `area`: the six figures of each member's first hukou.
    """
    born = (people.facts["birth_date"].astype("datetime64[D]")).astype(str)
    day = np.char.replace(born, "-", "")
    key = np.char.add(np.char.add(area.astype("U6"), day), np.where(people.is_man, "m", "f"))
    _, group = np.unique(key, return_inverse=True)
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    starts = np.flatnonzero(np.r_[True, sorted_group[1:] != sorted_group[:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    nth = np.empty(len(order), np.int64)
    nth[order] = np.arange(len(order)) - np.repeat(starts, sizes)
    number = nth * 2 + np.where(people.is_man, 1, 2)
    body = np.char.add(np.char.add(area.astype("U6"), day), np.char.zfill(number.astype("U3"), 3))
    digits = body.view("U1").reshape(len(body), 17).astype(np.int64)
    return np.char.add(body, _CHECK[(digits @ _WEIGHTS) % 11])


def make_phones(people: People, chance: Chance) -> Array:
    """A mobile number, each once, for grown-ups who have one; "" for the others."""
    has_one = (people.age >= 15) & ~chance.happens(
        people.persons, np.where(people.age >= 70, 0.5, 0.1)
    )
    numbers = chance.random.permutation(10_000_000)[: people.persons]
    phones = np.char.add("1990", np.char.zfill(numbers.astype("U7"), 7))
    return np.where(has_one, phones, "")
