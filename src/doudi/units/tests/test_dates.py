"""Ages, months and dates as the law counts them."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doudi.units.dates import (
    Month,
    add_months,
    add_years,
    completed_years,
    date_reaching_age,
    format_date,
    parse_date,
)
from doudi.units.text import ProblemsError

D = dt.date
days = st.dates(D(1850, 1, 1), D(2150, 12, 31))
leap_births = st.sampled_from([D(year, 2, 29) for year in (1940, 2000, 2004, 2020)])


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2022, 3, 1), 6, D(2022, 9, 1)),  # case 19
        (D(2022, 1, 31), 1, D(2022, 2, 28)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2022, 12, 15), 1, D(2023, 1, 15)),
        (D(2022, 3, 31), -1, D(2022, 2, 28)),
        (D(2022, 5, 5), 0, D(2022, 5, 5)),
    ],
)
def test_the_corresponding_day_or_the_last_of_the_month(
    start: dt.date, months: int, end: dt.date
) -> None:
    assert add_months(start, months) == end


def test_a_year_after_29_february_is_28_february() -> None:
    assert add_years(D(2020, 2, 29), 1) == D(2021, 2, 28)
    assert add_years(D(2020, 2, 29), 4) == D(2024, 2, 29)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (D(1942, 8, 31), D(2022, 8, 30), 79),
        (D(1942, 8, 31), D(2022, 8, 31), 80),  # case 27: the birthday counts
        (D(2022, 7, 1), D(2022, 7, 1), 0),
        (D(2004, 2, 29), D(2022, 2, 27), 17),
        (D(2004, 2, 29), D(2022, 2, 28), 18),  # settled reading: 28 February
        (D(2004, 2, 29), D(2020, 2, 28), 15),  # but not in a leap year
    ],
)
def test_completed_years(birth: dt.date, on: dt.date, years: int) -> None:
    assert completed_years(birth, on) == years


@pytest.mark.parametrize(
    ("on", "years"), [(D(2022, 8, 31), 79), (D(2022, 9, 1), 80), (D(1942, 8, 31), 0)]
)
def test_criminal_law_counts_from_the_day_after(on: dt.date, years: int) -> None:
    assert completed_years(D(1942, 8, 31), on, birthday_counts=False) == years


def test_the_day_after_a_birthday_on_31_december_lies_in_the_next_year() -> None:
    birth = D(2000, 12, 31)
    assert completed_years(birth, D(2022, 12, 31), birthday_counts=False) == 21
    assert completed_years(birth, D(2023, 1, 1), birthday_counts=False) == 22


def test_born_on_29_february_may_be_switched_to_1_march() -> None:
    birth = D(2004, 2, 29)
    assert completed_years(birth, D(2022, 2, 28), feb29_on_28=False) == 17
    assert completed_years(birth, D(2022, 3, 1), feb29_on_28=False) == 18
    assert date_reaching_age(birth, 20, feb29_on_28=False) == D(2024, 2, 29)


def test_an_age_before_birth_is_an_error() -> None:
    with pytest.raises(ProblemsError, match="after the date judged"):
        completed_years(D(2022, 7, 2), D(2022, 7, 1))


def test_a_time_of_day_is_refused_where_a_date_is_needed() -> None:
    with pytest.raises(ProblemsError, match="without a time"):
        completed_years(D(2000, 1, 1), dt.datetime(2022, 1, 1, 12, tzinfo=dt.UTC))


@given(days, st.integers(0, 120), st.booleans(), st.booleans())
def test_an_age_is_reached_on_its_day_and_not_the_day_before(
    birth: dt.date, years: int, birthday_counts: bool, feb29_on_28: bool
) -> None:
    assume(years > 0)
    switches = {"birthday_counts": birthday_counts, "feb29_on_28": feb29_on_28}
    day = date_reaching_age(birth, years, **switches)
    assert completed_years(birth, day, **switches) == years
    assert completed_years(birth, day - dt.timedelta(days=1), **switches) == years - 1


@given(days | leap_births, st.integers(0, 100))
def test_completed_years_agree_with_adding_years(birth: dt.date, years: int) -> None:
    assert completed_years(birth, add_years(birth, years)) == years


@given(days, st.integers(-1200, 1200))
def test_adding_months_moves_the_month_and_keeps_or_clamps_the_day(
    day: dt.date, months: int
) -> None:
    moved = add_months(day, months)
    assert Month.from_date(day).months_until(Month.from_date(moved)) == months
    assert moved.day == day.day or (moved.day < day.day and _is_month_end(moved))


@given(days, st.integers(0, 600), st.integers(0, 600))
def test_more_months_never_end_earlier(day: dt.date, fewer: int, more: int) -> None:
    assume(fewer <= more)
    assert add_months(day, fewer) <= add_months(day, more)


def _is_month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text", ["2022-07", "2022-7", "2022/7", "2022.07", "2022年7月", "２０２２年７月", "202207"]
)
def test_months_as_people_write_them(text: str) -> None:
    assert Month.parse(text) == Month(2022, 7)


@pytest.mark.parametrize("text", ["2022-13", "2022-00", "7月", "2022-7-1", "", "0000-01", 202207])
def test_other_months_are_refused(text: object) -> None:
    with pytest.raises(ProblemsError, match="not a month"):
        Month.parse(text)  # type: ignore[arg-type]


def test_a_month_in_words_and_as_a_period() -> None:
    month = Month(2022, 2)
    assert (str(month), month.format("zh"), month.format("en")) == (
        "2022-02",
        "2022年2月",
        "February 2022",
    )
    assert (month.first_day, month.last_day) == (D(2022, 2, 1), D(2022, 2, 28))
    assert month.contains(D(2022, 2, 28))
    assert not month.contains(D(2021, 2, 28))


def test_case_22_twelve_months_from_october() -> None:
    months = Month(2022, 10).through(Month(2023, 9))
    assert len(months) == 12
    assert months[-1] + 1 == Month(2023, 10)


def test_there_is_no_month_13_nor_year_0() -> None:
    with pytest.raises(ProblemsError, match="no such month"):
        Month(2022, 13)
    with pytest.raises(ProblemsError, match="no such month"):
        Month(1, 1) - 1


@given(st.integers(12, 9999 * 12), st.integers(-11, 1000))
def test_month_arithmetic_goes_by_index(index: int, step: int) -> None:
    month = Month.from_index(index)
    assume(12 <= index + step < 10_000 * 12)
    assert month.index == index
    assert month + step - step == month
    assert month.months_until(month + step) == step
    assert (month < month + step) == (step > 0)


@pytest.mark.parametrize(
    "text",
    [
        "2022-07-01",
        "2022/7/1",
        "2022.7.1",
        "2022年7月1日",
        "2022 年 7 月 1 号",
        "２０２２－０７－０１",
        "20220701",
    ],
)
def test_dates_as_people_write_them(text: str) -> None:
    assert parse_date(text) == D(2022, 7, 1)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("2022-02-30", "February 2022 has days 1 to 28, not 30"),
        ("2022-00-10", "no month 0"),
        ("20221301", "no month 13"),
        ("0202-07-01", "from 1800 to 2199"),
        ("9999-12-31", "from 1800 to 2199"),
        ("22-07-01", "not a date"),
        ("2022-7/1", "not a date"),
        ("44743", "not a date"),
        ("7月1日", "not a date"),
        ("", "it is empty"),
        (20220701, "of no other type"),
        (dt.datetime(2022, 7, 1, tzinfo=dt.UTC), "without a time"),
    ],
)
def test_impossible_dates_are_refused(value: object, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule):
        parse_date(value)  # type: ignore[arg-type]


def test_a_future_date_is_refused_only_where_told() -> None:
    assert parse_date("2022-07-02") == D(2022, 7, 2)
    assert parse_date("2022-07-01", not_after=D(2022, 7, 1)) == D(2022, 7, 1)
    with pytest.raises(ProblemsError, match="must not be after 1 July 2022"):
        parse_date("2022-07-02", not_after=D(2022, 7, 1), where="line 2")


@given(days)
def test_dates_are_read_back(day: dt.date) -> None:
    assert parse_date(format_date(day, "zh")) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day
    assert str(day.year) in format_date(day, "en")
