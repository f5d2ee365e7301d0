"""Working days, holidays and the deadlines that the law counts in them.

A working day is Monday to Friday without the State Council's holidays, plus the make-up days it
announces on weekends. The table is data that staff extend each year (`data/workdays.csv`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from doudi.units.dates import parse_date, require_date
from doudi.units.text import Problem, ProblemsError, refusal

COLUMNS = ("date", "kind", "name")
KINDS = ("holiday", "makeup")

#: Longest period in days that a deadline may have; above it somebody typed a date or a sum.
MAX_DAYS = 20_000

#: From this day of December on, the next year's New Year table may have a say.
_NEXT_TABLE_BEGINS = (12, 25)

_DAY = dt.timedelta(days=1)


class Deadline(NamedTuple):
    """The last day of a period. Provisional: a year on the way has no holiday table yet."""

    date: dt.date
    provisional: bool


class DayCount(NamedTuple):
    """A number of working days. Provisional: a year on the way has no holiday table yet."""

    days: int
    provisional: bool


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Holidays and make-up working days by date, each with its name.

    A year counts as tabled when its 1 January and 1 October are listed, the two holidays that
    never move: a table's first days often belong to the December before, and must not make
    that year look complete.
    """

    holidays: Mapping[dt.date, str]
    makeups: Mapping[dt.date, str]

    @classmethod
    def shipped(cls) -> WorkCalendar:
        """The calendar that comes with Doudi (2015 to 2026)."""
        return _shipped()

    @classmethod
    def from_csv(cls, path: Path) -> WorkCalendar:
        """Read a table with the columns date, kind (holiday or makeup) and name.

        UTF-8 (with or without mark) or GB18030; lines that begin with # are remarks. Raises one
        ProblemsError with every fault: line, column and value.
        """
        return cls.from_text(_decode(path), where=path.name)

    @classmethod
    def from_text(cls, table: str, *, where: str = "") -> WorkCalendar:
        """As `from_csv`, from text that is already read."""
        days: dict[str, dict[dt.date, str]] = {kind: {} for kind in KINDS}
        problems: list[Problem] = []
        for line, cells in _rows(table, where):
            try:
                day, kind, name = _entry(cells, f"{where} line {line}".strip())
                _refuse_repeat(day, days, f"{where} line {line}, column date".strip())
                days[kind][day] = name
            except ProblemsError as error:
                problems += error.problems
        if problems:
            raise ProblemsError(problems)
        return cls(days["holiday"], days["makeup"])

    @cached_property
    def years(self) -> frozenset[int]:
        """Years whose table is here."""
        candidates = {day.year for day in self.holidays}
        return frozenset(
            year
            for year in candidates
            if dt.date(year, 1, 1) in self.holidays and dt.date(year, 10, 1) in self.holidays
        )

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on `day`; in a year without a table, Monday to Friday."""
        if require_date(day) in self.makeups:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def is_provisional(self, first: dt.date, last: dt.date) -> bool:
        """Whether a table that is not here yet could change a day from `first` to `last`.

        That is any day of a year without a table, and the last week of a December whose next
        year has none: on 29 December 2018 people worked, by the table of 2019.
        """
        final = last.year + 1 if (last.month, last.day) >= _NEXT_TABLE_BEGINS else last.year
        return any(year not in self.years for year in range(first.year, final + 1))

    def add_working_days(self, start: dt.date, n: int) -> Deadline:
        """The n-th working day after `start`, which itself is not counted (art. 201)."""
        day = _refuse_bad_period(start, n)
        left = n
        while left:
            day = _next(day)
            left -= self.is_working_day(day)
        return Deadline(day, self._is_provisional_after(start, day))

    def add_calendar_days(self, start: dt.date, n: int, *, roll: bool) -> Deadline:
        """The n-th day after `start`, which itself is not counted (art. 201).

        With `roll`, a last day that is no working day gives way to the next one (art. 203): for
        people's filing deadlines only, never for public notices and waiting periods.
        """
        day = _later(_refuse_bad_period(start, n), n)
        return self.roll(day) if roll else Deadline(day, provisional=False)

    def roll(self, day: dt.date) -> Deadline:
        """`day` itself if it is a working day, else the next one (art. 203)."""
        first = day
        while not self.is_working_day(day):
            day = _next(day)
        return Deadline(day, self.is_provisional(first, day))

    def working_days_between(self, start: dt.date, end: dt.date) -> DayCount:
        """Working days after `start` up to and including `end`; none when they are equal.

        The inverse of `add_working_days`. Raises ProblemsError when `end` is before `start`.
        """
        if require_date(end) < require_date(start):
            raise refusal(f"{end} 早于 {start}", f"{end} is before {start}")
        if (end - start).days > MAX_DAYS:
            raise _too_long((end - start).days)
        days = (start + _DAY * i for i in range(1, (end - start).days + 1))
        count = sum(self.is_working_day(day) for day in days)
        return DayCount(count, self._is_provisional_after(start, end))

    def _is_provisional_after(self, start: dt.date, end: dt.date) -> bool:
        """The starting day is not counted, so its year does not matter unless others are in it."""
        return start < end and self.is_provisional(start + _DAY, end)


@cache
def _shipped() -> WorkCalendar:
    source = resources.files("doudi.units").joinpath("data/workdays.csv")
    return WorkCalendar.from_text(source.read_text(encoding="utf-8"), where="workdays.csv")


def _refuse_bad_period(start: dt.date, n: int) -> dt.date:
    require_date(start)
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise refusal(
            "期限天数应为不小于零的整数",
            "A period is a whole number of days, not below zero",
            value=n,
        )
    if n > MAX_DAYS:
        raise _too_long(n)
    return start


def _too_long(n: int) -> ProblemsError:
    return refusal(
        f"期限过长（最多 {MAX_DAYS} 天）",
        f"The period is too long (at most {MAX_DAYS} days)",
        value=n,
    )


def _next(day: dt.date) -> dt.date:
    return _later(day, 1)


def _later(day: dt.date, n: int) -> dt.date:
    try:
        return day + _DAY * n
    except OverflowError:
        raise refusal("日期超出范围", "The date is out of range", value=day) from None


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(
            f"文件无法读取：{error.strerror}",
            f"The file cannot be read: {error.strerror}",
            where=path.name,
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(
        "文件编码既不是 UTF-8 也不是 GB18030",
        "The file is neither UTF-8 nor GB18030",
        where=path.name,
    )


def _rows(table: str, where: str) -> list[tuple[int, list[str]]]:
    """The rows below the heading with their line numbers; raises when the heading is wrong."""
    reader = csv.reader(io.StringIO(table))
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise refusal(
            "这一行不能按逗号分隔的表格读取",
            f"This line cannot be read as comma-separated values: {error}",
            where=f"{where} line {reader.line_num}".strip(),
        ) from error
    rows = [(line, row) for line, row in rows if any(row) and not row[0].startswith("#")]
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise refusal(
            f"第一行应为列名 {','.join(COLUMNS)}",
            f"The first line must be the heading {','.join(COLUMNS)}",
            where=f"{where} line {rows[0][0] if rows else 1}".strip(),
            value=",".join(rows[0][1]) if rows else "",
        )
    return rows[1:]


def _entry(cells: list[str], where: str) -> tuple[dt.date, str, str]:
    if len(cells) != len(COLUMNS):
        raise refusal(
            f"应有 {len(COLUMNS)} 列，这里有 {len(cells)} 列",
            f"{len(COLUMNS)} columns are needed, here are {len(cells)}",
            where=where,
            value=",".join(cells),
        )
    day = parse_date(cells[0], where=f"{where}, column date")
    kind, name = cells[1], cells[2]
    if kind not in KINDS:
        raise refusal(
            "应为 holiday（放假）或 makeup（调休上班）",
            "This must be holiday or makeup",
            where=f"{where}, column kind",
            value=kind,
        )
    if kind == "makeup" and day.weekday() < 5:
        raise refusal(
            "调休上班日应在周六或周日，这天本来就上班",
            "A make-up working day is a Saturday or Sunday; on this day people work anyway",
            where=f"{where}, column date",
            value=cells[0],
        )
    return day, kind, name


def _refuse_repeat(day: dt.date, days: dict[str, dict[dt.date, str]], where: str) -> None:
    if any(day in listed for listed in days.values()):
        raise refusal(
            "这个日期前面已经列过", "This date is already listed above", where=where, value=day
        )
