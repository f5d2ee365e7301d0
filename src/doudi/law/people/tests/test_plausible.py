"""Families are families: parents older than their children, income where there is work, papers that go together."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from doudi.law import cn
from doudi.law.people.draw import draw_county
from doudi.law.people.families import CHILDREN, FIRST_CHILD, GRANDCHILDREN, HEAD, PARENTS, SPOUSE
from doudi.law.people.figures import read_figures
from doudi.law.people.people import People


@cache
def _people() -> People:
    return draw_county("900101", 30_000, 11, read_figures("demo"), cn.load_rulebook())[0]


@pytest.fixture(scope="module")
def people() -> People:
    return _people()


def test_parents_are_older_than_their_children(people: People) -> None:
    families = people.families
    head, there = families.age[:, [HEAD]], families.present
    assert (head - families.age[:, CHILDREN])[there[:, CHILDREN]].min() >= 16
    assert (families.age[:, PARENTS] - head)[there[:, PARENTS]].min() >= 16
    child = families.age[:, [FIRST_CHILD]]
    with_child = there[:, GRANDCHILDREN] & there[:, [FIRST_CHILD]]
    assert (child - families.age[:, GRANDCHILDREN])[with_child].min() >= 16


def test_a_couple_is_a_man_and_a_woman_of_age(people: People) -> None:
    families = people.families
    couple = families.present[:, SPOUSE]
    assert (families.is_man[couple, HEAD] != families.is_man[couple, SPOUSE]).all()
    assert families.age[couple, SPOUSE].min() >= 20


def test_only_grown_people_without_school_earn_wages(people: People) -> None:
    earns = people.facts["income_wage"] > 0
    assert people.age[earns].min() >= 16
    assert not (earns & people.drawn["studies"]).any()
    assert not (earns & people.facts["is_unemployed"]).any()
    assert (people.facts["months_worked"][earns] > 0).all()


def test_rules_count_about_the_income_that_was_drawn(people: People) -> None:
    """What is shared out by kind of income adds up, after the deductions of the law, to the drawn income of the family."""
    put = people.facts
    wage = (
        put["income_wage"] - put["wage_deductions"] - put["months_worked"].astype(np.int64) * 100_00
    )
    net = (
        wage
        + put["income_business"]
        - put["business_cost"]
        + put["income_property"]
        - put["property_cost"]
    )
    net = net + put["income_pension_other"] + put["income_transfer"] - put["transfer_deductions"]
    added = people.sum_in_home(net * people.drawn["counts"]) / 100
    drawn = people.drawn["own_income"]
    away = people.any_in_home(~people.drawn["counts"] & (people.slot == HEAD))
    close = np.abs(added - drawn) <= 0.05 * drawn + 150
    assert close[~away].mean() > 0.97


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        ("disposed_assets", ["disposed_on"]),
        ("is_clergy", ["clergy_since"]),
        ("moved_to_town", ["moved_in_on"]),
    ],
)
def test_a_date_lies_in_the_past_where_there_is_an_event(
    people: People, event: str, facts: list[str]
) -> None:
    happened: Any = people.facts[event]
    assert happened.any()
    for fact in facts:
        assert (people.facts[fact][happened] < people.today).all()
        assert (people.facts[fact][~happened] == people.today).all()


def test_children_without_parents_are_children(people: People) -> None:
    for fact in ("is_orphan", "is_unattended"):
        assert people.facts[fact].any()
        assert people.age[people.facts[fact]].max() < 18


def test_gaps_are_as_frequent_as_the_figures_say(people: People) -> None:
    share = people.figures["gaps.payer_income"]
    found = 1 - people.known["payer_income"].mean()
    assert 0.5 * share < found < 1.5 * share
