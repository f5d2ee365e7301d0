"""Working days and statutory deadlines."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.units.calendar import MAX_DAYS, Deadline, WorkCalendar
from doudi.units.text import ProblemsError

D = dt.date
CALENDAR = WorkCalendar.shipped()
days = st.dates(D(2015, 1, 1), D(2025, 12, 31))
few = st.integers(0, 60)


def firmly(year: int, month: int, day: int) -> Deadline:
    return Deadline(D(year, month, day), provisional=False)


def test_october_2022_seven_days_off_then_a_working_weekend() -> None:
    assert not any(CALENDAR.is_working_day(D(2022, 10, day)) for day in range(1, 8))
    assert all(CALENDAR.is_working_day(D(2022, 10, day)) for day in range(8, 15))
    assert not CALENDAR.is_working_day(D(2022, 10, 15))


def test_case_23d_papers_of_an_emergency_within_ten_working_days() -> None:
    assert CALENDAR.add_working_days(D(2022, 9, 28), 10) == firmly(2022, 10, 17)


@pytest.mark.parametrize(
    ("step", "start", "n", "due"),
    [
        ("investigation begins", D(2022, 9, 22), 3, firmly(2022, 9, 27)),
        ("whole procedure", D(2022, 9, 22), 30, firmly(2022, 11, 8)),
        ("whole procedure, special", D(2022, 9, 22), 45, firmly(2022, 11, 29)),
        ("county decides", D(2022, 10, 20), 10, firmly(2022, 11, 3)),
        ("refusal in writing", D(2022, 11, 3), 3, firmly(2022, 11, 8)),
    ],
)
def test_case_30_working_day_deadlines(step: str, start: dt.date, n: int, due: Deadline) -> None:
    assert CALENDAR.add_working_days(start, n) == due, step


def test_case_30_a_public_notice_of_seven_days_does_not_roll() -> None:
    last = CALENDAR.add_calendar_days(D(2022, 10, 12), 7, roll=False)
    assert last == firmly(2022, 10, 19)
    assert last.date + dt.timedelta(days=1) == D(2022, 10, 20)


def test_case_20_recognised_on_the_fifteenth_working_day() -> None:
    assert CALENDAR.working_days_between(D(2022, 3, 25), D(2022, 4, 18)) == (15, False)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (D(2022, 9, 1), 30, firmly(2022, 10, 8)),  # 1 October: to the make-up Saturday
        (D(2022, 9, 2), 1, firmly(2022, 9, 5)),  # Saturday: to Monday
        (D(2022, 10, 1), 7, firmly(2022, 10, 8)),  # a Saturday on which people work stays
        (D(2022, 9, 5), 60, firmly(2022, 11, 4)),  # a Friday stays
    ],
)
def test_art_203_a_filing_period_that_ends_on_a_day_off_rolls(
    start: dt.date, n: int, due: Deadline
) -> None:
    assert CALENDAR.add_calendar_days(start, n, roll=True) == due


def test_a_period_of_months_can_be_rolled_too() -> None:
    assert CALENDAR.roll(D(2022, 10, 2)) == firmly(2022, 10, 8)


def test_no_days_is_the_starting_day_itself() -> None:
    assert CALENDAR.add_working_days(D(2022, 10, 1), 0) == firmly(2022, 10, 1)
    assert CALENDAR.working_days_between(D(2022, 10, 1), D(2022, 10, 1)) == (0, False)


def test_a_year_without_a_table_has_weekends_only_and_says_provisional() -> None:
    assert CALENDAR.is_working_day(D(2031, 10, 1))
    assert CALENDAR.add_working_days(D(2031, 9, 30), 1) == Deadline(D(2031, 10, 1), True)
    assert CALENDAR.add_calendar_days(D(2031, 9, 30), 4, roll=True) == (D(2031, 10, 6), True)
    assert CALENDAR.working_days_between(D(2031, 9, 1), D(2031, 9, 2)).provisional


def test_a_notice_in_calendar_days_is_never_provisional() -> None:
    assert CALENDAR.add_calendar_days(D(2031, 9, 30), 7, roll=False) == firmly(2031, 10, 7)


def test_a_deadline_that_crosses_into_a_year_without_a_table_is_provisional() -> None:
    assert not CALENDAR.add_working_days(D(2026, 12, 1), 3).provisional
    assert CALENDAR.add_working_days(D(2026, 12, 21), 20).provisional


def test_the_last_week_of_december_waits_for_the_next_table() -> None:
    assert not CALENDAR.add_working_days(D(2026, 12, 23), 1).provisional
    assert CALENDAR.add_working_days(D(2026, 12, 23), 2).provisional
    assert not CALENDAR.add_working_days(D(2025, 12, 23), 2).provisional


def test_the_shipped_table_covers_2015_to_2026() -> None:
    assert CALENDAR.years == frozenset(range(2015, 2027))


@pytest.mark.parametrize("year", range(2015, 2027))
def test_the_statutory_days_that_never_move_are_off_each_year(year: int) -> None:
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    assert not any(CALENDAR.is_working_day(D(year, *day)) for day in fixed)


def test_a_few_well_known_days() -> None:
    off = [D(2015, 9, 3), D(2020, 1, 31), D(2018, 12, 31), D(2026, 2, 23)]
    on = [D(2018, 12, 29), D(2020, 2, 3), D(2026, 2, 14), D(2024, 10, 12)]
    assert not any(map(CALENDAR.is_working_day, off))
    assert all(map(CALENDAR.is_working_day, on))


@pytest.mark.parametrize("n", [-1, 1.5, True, "3"])
def test_a_period_is_a_whole_number_of_days(n: object) -> None:
    with pytest.raises(ProblemsError, match="whole number of days"):
        CALENDAR.add_working_days(D(2022, 1, 4), n)  # type: ignore[arg-type]


def test_a_period_as_long_as_a_date_is_refused() -> None:
    with pytest.raises(ProblemsError, match="too long"):
        CALENDAR.add_calendar_days(D(2022, 1, 4), 20220701, roll=False)
    with pytest.raises(ProblemsError, match="too long"):
        CALENDAR.working_days_between(D(1900, 1, 1), D(2022, 1, 1))
    with pytest.raises(ProblemsError, match="out of range"):
        CALENDAR.add_calendar_days(D(9999, 12, 1), MAX_DAYS, roll=False)


def test_counting_backwards_is_an_error() -> None:
    with pytest.raises(ProblemsError, match="is before"):
        CALENDAR.working_days_between(D(2022, 1, 4), D(2022, 1, 3))


def test_a_time_of_day_is_refused() -> None:
    with pytest.raises(ProblemsError, match="without a time"):
        CALENDAR.is_working_day(dt.datetime(2022, 10, 1, tzinfo=dt.UTC))


@given(days, few)
def test_counting_undoes_adding(start: dt.date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert CALENDAR.working_days_between(start, end.date) == (n, end.provisional)
    assert n == 0 or CALENDAR.is_working_day(end.date)


@given(days, few, few)
def test_adding_twice_is_adding_the_sum(start: dt.date, first: int, second: int) -> None:
    middle = CALENDAR.add_working_days(start, first).date
    end = CALENDAR.add_working_days(start, first + second).date
    assert CALENDAR.add_working_days(middle, second).date == end


@given(days, few)
def test_rolling_never_goes_back_and_stops_on_the_first_working_day(start: dt.date, n: int) -> None:
    unrolled = CALENDAR.add_calendar_days(start, n, roll=False).date
    rolled = CALENDAR.add_calendar_days(start, n, roll=True).date
    passed = [unrolled + dt.timedelta(days=i) for i in range((rolled - unrolled).days)]
    assert CALENDAR.is_working_day(rolled)
    assert not any(map(CALENDAR.is_working_day, passed))


TABLE = "date,kind,name\n2030-01-01,holiday,元旦\n2030-10-01,holiday,国庆节\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_county_may_bring_its_own_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "假期.csv"
    path.write_text("# 备注,来源\n" + TABLE + "\n2030-10-05,makeup,国庆节\n", encoding=encoding)
    calendar = WorkCalendar.from_csv(path)
    assert calendar.years == {2030}
    assert calendar.holidays[D(2030, 1, 1)] == "元旦"
    assert calendar.is_working_day(D(2030, 10, 5))


def test_a_few_days_of_december_do_not_make_that_year_tabled() -> None:
    calendar = WorkCalendar.from_text(TABLE + "2029-12-31,holiday,元旦\n")
    assert calendar.years == {2030}
    assert calendar.is_provisional(D(2029, 12, 31), D(2029, 12, 31))


def test_every_fault_of_a_table_is_reported_at_once_with_line_column_and_value() -> None:
    table = TABLE + "2030-02-30,holiday,x\n2030-03-01,closed,x\n2030-01-01,holiday,x\n"
    table += "2030-03-04,makeup,x\n2030-03-05,holiday\n"
    with pytest.raises(ProblemsError) as caught:
        WorkCalendar.from_text(table, where="假期.csv")
    assert [(p.where, p.value) for p in caught.value.problems] == [
        ("假期.csv line 4, column date", "2030-02-30"),
        ("假期.csv line 5, column kind", "closed"),
        ("假期.csv line 6, column date", "2030-01-01"),
        ("假期.csv line 7, column date", "2030-03-04"),
        ("假期.csv line 8", "2030-03-05,holiday"),
    ]


@pytest.mark.parametrize("table", ["", "day,kind\n", "2030-01-01,holiday,元旦\n", "# only\n"])
def test_a_table_without_its_heading_is_refused(table: str) -> None:
    with pytest.raises(ProblemsError, match="must be the heading date,kind,name"):
        WorkCalendar.from_text(table)


def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xff\xff\x80")
    with pytest.raises(ProblemsError, match="neither UTF-8 nor GB18030"):
        WorkCalendar.from_csv(path)


def test_a_missing_file_and_a_broken_one_are_clear(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="cannot be read"):
        WorkCalendar.from_csv(tmp_path / "none.csv")
    with pytest.raises(ProblemsError, match="cannot be read"):
        WorkCalendar.from_text("date,kind,name\n" + "x" * 200_000 + "\n")
