"""The rules of evidence, one by one."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.registry.domain.core import death_by, hukou_is_here
from doudi.registry.domain.evidence import BasePeriod, How, Statement, settle

ON = dt.date(2022, 7, 15)
YEAR = BasePeriod.before(ON, 12)


def day(text):
    return None if text is None else dt.date.fromisoformat(text)


def said(value, learnt="2022-06-01", order=1, item="", period=(None, None), valid=(None, None)):
    return Statement(value, day(learnt), order, item, *map(day, period), *map(day, valid))


def value_of(rows, how=How.add, **more):
    found = settle(rows, how, ON, **more)
    return "nothing" if found is None else found.value


def test_nothing_stated_is_not_the_same_as_known_not_to_be_known():
    assert value_of([]) == "nothing"
    assert value_of([said(None)]) is None


def test_the_last_learnt_of_one_item_counts_whatever_the_order_of_the_rows():
    early, late = said(5, "2022-05-01", order=9), said(7, "2022-06-01", order=2)
    assert value_of([early, late]) == value_of([late, early]) == 7


def test_of_two_learnt_on_one_day_the_one_recorded_later_counts():
    assert value_of([said(7, order=2), said(5, order=1)]) == 7


def test_items_add_up_and_one_that_is_not_known_leaves_the_sum_unknown():
    rows = [said(300, item="农商行 1234"), said(400, item="邮储 5678")]
    assert value_of(rows) == 700
    assert value_of([*rows, said(None, item="工行")]) is None


def test_one_yes_is_enough_and_an_unknown_item_keeps_a_no_open():
    assert value_of([said(0, item="a"), said(1, item="b"), said(None, item="c")], How.any) == 1
    assert value_of([said(0, item="a"), said(None, item="c")], How.any) is None
    assert value_of([said(0, item="a")], How.any) == 0


def test_of_dates_and_categories_the_last_learnt_counts():
    rows = [said(2, "2022-05-01", item="a"), said(4, "2022-06-01", item="b")]
    assert value_of(rows, How.last) == 4


@pytest.mark.parametrize(
    ("valid", "counts"),
    [
        ((None, None), True),
        (("2022-07-15", None), True),
        (("2022-07-16", None), False),
        ((None, "2022-07-16"), True),
        ((None, "2022-07-15"), False),
    ],
)
def test_a_statement_counts_from_its_first_day_and_no_longer_on_the_day_it_ends(valid, counts):
    assert (value_of([said(3, valid=valid)]) == 3) is counts


def test_what_was_learnt_later_was_not_known_before():
    rows = [said(5, "2022-05-01"), said(7, "2022-06-01")]
    assert value_of(rows, known_by=day("2022-05-31")) == 5
    assert value_of(rows, known_by=day("2022-04-30")) == "nothing"


def test_the_base_period_is_the_whole_months_before_the_day():
    assert (YEAR.first, YEAR.last) == (day("2021-07-01"), day("2022-06-30"))
    month = BasePeriod.before(dt.date(2022, 1, 1), 1)
    assert (month.first, month.last) == (day("2021-12-01"), day("2021-12-31"))


def test_incomes_count_whose_period_ends_in_the_base_period():
    may = said(2000, period=("2022-05-01", "2022-05-31"))
    june = said(2500, period=("2022-06-01", "2022-06-30"))
    july = said(9999, period=("2022-07-01", "2022-07-31"))
    old = said(8888, period=("2021-06-01", "2021-06-30"))
    assert value_of([may, june, july, old], base=YEAR) == 4500
    assert value_of([old], base=YEAR) == "nothing"
    assert value_of([said(100), may], base=YEAR) == 2100


def test_a_correction_of_one_month_leaves_the_others():
    may = said(2000, period=("2022-05-01", "2022-05-31"))
    june = said(2500, period=("2022-06-01", "2022-06-30"))
    again = said(1000, "2022-07-01", period=("2022-05-01", "2022-05-31"))
    assert value_of([may, june, again], base=YEAR) == 3500


def test_of_a_year_a_base_period_of_a_month_takes_its_part():
    month = BasePeriod.before(ON, 1)
    year = said(120_006, period=("2021-07-01", "2022-06-30"))
    assert value_of([year], base=month) == 10_001  # 10,000.5 to the nearest fen, half up
    assert value_of([year], base=YEAR) == 120_006


def test_amounts_that_are_no_incomes_do_not_ask_for_periods():
    rows = [said(5, "2022-05-01", period=("2020-01-01", "2020-12-31")), said(7, "2022-06-01")]
    assert value_of(rows) == 7


statements = st.builds(
    Statement,
    st.none() | st.integers(0, 10),
    st.dates(dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
    st.integers(1, 10**6),
    st.sampled_from(["", "a"]),
)


@settings(deadline=None)
@given(st.lists(statements, max_size=6, unique_by=lambda s: s.order), st.randoms())
def test_the_order_in_which_rows_are_read_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    for how in How:
        assert settle(rows, how, ON) == settle(shuffled, how, ON)


def test_a_death_later_on_is_none_yet():
    assert death_by(day("2022-07-16"), True, ON) is False
    assert death_by(day("2022-07-15"), None, ON) is True
    assert death_by(None, True, ON) is True
    assert death_by(None, None, ON) is None


def test_a_hukou_recorded_only_as_a_wider_place_does_not_say_whether_it_is_here():
    here = "900101102201"
    assert hukou_is_here("900101103000", here) is True
    assert hukou_is_here("900102000000", here) is False
    assert hukou_is_here("900100000000", here) is None
    assert hukou_is_here("", here) is None
