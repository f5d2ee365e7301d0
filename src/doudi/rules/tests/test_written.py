"""Facts as people write them, read and written back the same."""

from fractions import Fraction

import pytest

from doudi.rules.declare import category, number
from doudi.rules.dimensions import parse_unit
from doudi.rules.tests import small_law
from doudi.rules.written import (
    decimal_text,
    is_unknown,
    option_words,
    read_fact,
    what_is_expected,
    write_fact,
    write_steps,
)
from doudi.units.text import ProblemsError

FACTS = {f.name: f for f in small_law.FACTS}
AREA = number(
    small_law.household, "floor", unit="m2", between=(0, 5000), zh="面积", en="floor space"
)
GRADES = category(
    small_law.member,
    "grade",
    {
        "1": ("一级", "first"),
        "2": ("二级", "second"),
        "no": ("同", "same"),
        "other": ("同", "same"),
    },
    zh="等级",
    en="grade",
)


@pytest.mark.parametrize(
    ("fact", "written", "again"),
    [
        (FACTS["is_local"], "是", True),
        (FACTS["place"], "农村", "farm"),
        (FACTS["savings"], "1,234.5元", "1234.50"),
        (FACTS["moved_on"], "2020/2/9", "2020-02-09"),
        (FACTS["mouths"], "3人", "3"),
        (AREA, "85.5平方米", "85.5"),
        (AREA, 120, "120"),
        (GRADES, 2, "2"),
        (GRADES, False, "no"),
    ],
)
def test_read_and_written_back(fact, written, again):
    steps = read_fact(fact, written)
    assert write_fact(fact, steps) == again
    assert read_fact(fact, again) == steps


@pytest.mark.parametrize("written", [None, "", " ", "未知", "UNKNOWN", "?", "？", "\u200b"])
def test_not_known(written):
    assert is_unknown(written)
    assert read_fact(FACTS["savings"], written) is None


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        (FACTS["is_local"], 1),
        (FACTS["is_local"], "也许"),
        (FACTS["place"], "同"),
        (FACTS["savings"], "3人"),
        (FACTS["savings"], []),
        (FACTS["mouths"], "1.5"),
        (FACTS["mouths"], 0),
        (FACTS["mouths"], True),
        (FACTS["moved_on"], "1799-12-31"),
        (FACTS["moved_on"], True),
        (AREA, "85.555"),
        (GRADES, "同"),
        (GRADES, 3),
    ],
)
def test_refused_with_the_place(fact, written):
    with pytest.raises(ProblemsError) as caught:
        read_fact(fact, written, "f:3")
    assert caught.value.problems[0].where == "f:3"


def test_a_label_that_two_options_share_names_neither():
    assert set(option_words(GRADES)) == {"1", "2", "no", "other", "一级", "first", "二级", "second"}


def test_what_is_expected_is_said_with_the_unit():
    assert what_is_expected(FACTS["mouths"]) == (
        "应为 1人 至 30人 之间的数量，或 未知",
        "must be a number from 1 person to 30 person, or unknown",
    )
    assert "城镇（town）、农村（farm）" in what_is_expected(FACTS["place"]).zh


def test_steps_in_the_facts_own_unit():
    month = parse_unit("yuan/month")
    assert write_steps(month, int(Fraction("5119.33") * month.steps)) == "5119.33"
    assert write_steps(month, int(5 * month.steps)) == "5.00"
    assert decimal_text(Fraction(1, 8)) == "0.125"
    assert decimal_text(Fraction(100)) == "100"
