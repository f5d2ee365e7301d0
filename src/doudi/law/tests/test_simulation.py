"""Kinds of households in a simulation: each family is of the first kind that fits it."""

from __future__ import annotations

import numpy as np
import pytest

from doudi.law.cn.simulation import KINDS, LENS, classify
from doudi.rules.rulebook import Rulebook

ADULT, CHILD, OLD, SEVERE = (40, 0, 0), (10, 1, 0), (60, 0, 0), (40, 0, 1)


def kind_of(*members: tuple[int, int, int], complete: bool = True, open_age: bool = False) -> str:
    """The kind of a household, between two others that must not matter."""
    rows = [ADULT, *members, OLD]
    columns = {
        name: np.array([row[place] for row in rows])
        for place, name in enumerate(("age", "is_minor", "is_severely_disabled"))
    }
    columns["age.high"] = columns["age"] + 0
    columns["age.high"][1] += open_age
    offsets = np.array([0, 1, 1 + len(members), len(rows)])
    found = classify(columns, offsets, np.array([True, complete, True]))
    assert (KINDS[found[0]].name, KINDS[found[2]].name) == ("adults", "old_alone")
    return KINDS[found[1]].name


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([OLD], "old_alone"),
        ([(59, 0, 0)], "adults"),
        ([OLD, (90, 0, 0)], "old_only"),
        ([(70, 0, 1)], "old_alone"),
        ([OLD, ADULT], "adults"),
        ([SEVERE, CHILD], "disabled"),
        ([ADULT, (10, 1, 1)], "disabled"),
        ([ADULT, CHILD], "one_adult"),
        ([OLD, CHILD, CHILD], "one_adult"),
        ([ADULT, OLD, CHILD], "children"),
        ([CHILD, CHILD], "minors"),
        ([ADULT, ADULT], "adults"),
        ([], "unknown"),
    ],
)
def test_each_family_has_its_kind(members: list[tuple[int, int, int]], expected: str) -> None:
    assert kind_of(*members) == expected


def test_what_is_not_known_has_no_kind() -> None:
    assert kind_of(ADULT, CHILD, complete=False) == "unknown"
    assert kind_of(ADULT, CHILD, open_age=True) == "unknown"


def test_the_lens_names_what_the_rulebook_has(book: Rulebook) -> None:
    assert {LENS.income, LENS.persons, *LENS.asked} <= set(book.variables)
    assert book.values.declarations[LENS.line].by == LENS.by
    assert len({k.name for k in KINDS}) == len({k.label for k in KINDS}) == 8
