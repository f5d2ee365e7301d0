"""A value means the same as it is written, stored and counted."""

import pytest

from doudi.law.cn import all_facts
from doudi.registry.domain.fact_values import (
    NOT_KNOWN,
    read_value,
    show_value,
    steps_of,
    stored_of,
)
from doudi.rules.nodes import CATEGORY
from doudi.units.text import ProblemsError

FACTS = {fact.name: fact for fact in all_facts()}


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_fact_comes_back_as_it_went_in(fact):
    ends = range(len(fact.options)) if fact.kind == CATEGORY else (fact.low, fact.high)
    for steps in ends:
        assert steps_of(fact, *stored_of(fact, steps)) == steps
        assert show_value(fact, *stored_of(fact, steps), "zh")
    assert steps_of(fact, *NOT_KNOWN) is None


@pytest.mark.parametrize(
    ("name", "written", "stored", "shown"),
    [
        ("income_wage", "1,800.5", (180050, None), "1,800.50 元"),
        ("deposits", "0", (0, None), "0.00 元"),
        ("is_able_to_work", "否", (0, None), "否"),
        ("disability_grade", "三级", (None, "grade_3"), "三级"),
        ("clergy_since", "1970年1月2日", (1, None), "1970年1月2日"),
        ("home_floor_area", "88.5", (8850, None), "88.5 平方米"),
        ("motor_vehicles", "2", (2, None), "2"),
        ("deposits", "未知", NOT_KNOWN, "未知"),
        ("schooling", "", NOT_KNOWN, "未知"),
    ],
)
def test_what_is_written_is_what_is_shown(name, written, stored, shown):
    found = read_value(FACTS[name], written)
    assert found == stored
    assert show_value(FACTS[name], *found, "zh") == shown


@pytest.mark.parametrize(
    ("name", "rubbish"),
    [("income_wage", "-5"), ("deposits", "很多"), ("is_able_to_work", "也许"), ("clergy_since", "2022-02-30"), ("motor_vehicles", "51")],
)  # fmt: skip
def test_rubbish_is_refused_with_the_name_of_the_fact(name, rubbish):
    with pytest.raises(ProblemsError):
        read_value(FACTS[name], rubbish)
