"""Ages, months and dates as the law counts them. Every date is given: nothing here asks the clock.

Civil Code art. 202: a period in months or years ends on the corresponding day, or on the last
day of the month where there is none. Policy sections 0.4 and 0.5 settle the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from doudi.units.text import Text, plain, refusal

#: Years that a document about a living family can name; "0202" and "9999" are typing slips.
FIRST_YEAR, LAST_YEAR = 1800, 2199

# fmt: off
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def require_date(day: dt.date) -> dt.date:
    """`day` itself, refused when it carries a time: it would equal no date of a table."""
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        raise refusal(
            "这里需要日期，不能带时间或用其他类型",
            "A date is needed here, without a time and of no other type",
            value=day,
        )
    return day


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day `months` later (earlier if negative), else that month's last day."""
    target = Month.from_date(require_date(day)) + months
    return dt.date(target.year, target.month, min(day.day, target.last_day.day))


def add_years(day: dt.date, years: int) -> dt.date:
    """The corresponding day `years` later; from 29 February, 28 February in other years."""
    return add_months(day, 12 * years)


def date_reaching_age(
    birth: dt.date, years: int, *, birthday_counts: bool = True, feb29_on_28: bool = True
) -> dt.date:
    """The first day on which a person born on `birth` is `years` old (周岁).

    The birthday itself counts as reached; with `birthday_counts=False` the day after is the
    first (criminal law). Born on 29 February, the birthday of other years is 28 February by
    analogy with art. 202; with `feb29_on_28=False` it is 1 March.
    """
    birthday = add_years(require_date(birth), years)
    if birthday.day != birth.day and not feb29_on_28:
        birthday += dt.timedelta(days=1)
    return birthday if birthday_counts else birthday + dt.timedelta(days=1)


def completed_years(
    birth: dt.date, on: dt.date, *, birthday_counts: bool = True, feb29_on_28: bool = True
) -> int:
    """Completed years of age (周岁) on the day `on`; the switches are `date_reaching_age`'s.

    Raises ProblemsError when `on` is before the birth.
    """
    if require_date(on) < require_date(birth):
        raise refusal(
            f"出生日期 {birth} 晚于所判断的日期 {on}",
            f"The date of birth {birth} is after the date judged, {on}",
        )
    years = on.year - birth.year
    reached = date_reaching_age(
        birth, years, birthday_counts=birthday_counts, feb29_on_28=feb29_on_28
    )
    return years if on >= reached else max(years - 1, 0)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month, the period of almost every payment. `str()` gives "2022-07"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (dt.MINYEAR <= self.year <= dt.MAXYEAR and 1 <= self.month <= 12):
            raise refusal(
                "没有这个月份", "There is no such month", value=f"{self.year}-{self.month}"
            )

    @classmethod
    def from_date(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> Month:
        return cls(index // 12, index % 12 + 1)

    @classmethod
    def parse(cls, value: str, *, where: str = "") -> Month:
        """Read "2022-07", "2022/7", "2022.7", "2022年7月" or "202207"; else ProblemsError."""
        found = _MONTH.fullmatch(plain(value)) if isinstance(value, str) else None
        year, month = (int(part) for part in found.groups() if part) if found else (0, 0)
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise refusal(
                "这不是月份。可写成 2022-07 或 2022年7月",
                "This is not a month. Write 2022-07 or 2022年7月",
                where=where,
                value=value,
            )
        return cls(year, month)

    @property
    def index(self) -> int:
        """Months since January of year 0: consecutive months differ by one."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.month, monthrange(self.year, self.month)[1])

    def contains(self, day: dt.date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __add__(self, months: int) -> Month:
        return Month.from_index(self.index + months)

    def __sub__(self, months: int) -> Month:
        return Month.from_index(self.index - months)

    def months_until(self, later: Month) -> int:
        """How many months after this one `later` is; negative if it is before."""
        return later.index - self.index

    def through(self, last: Month) -> list[Month]:
        """Every month from this one to `last`, both included; none if `last` is before."""
        return [Month.from_index(i) for i in range(self.index, last.index + 1)]

    def format(self, lang: str = "zh") -> str:
        """ "2022年7月" or "July 2022"."""
        english = f"{_ENGLISH_MONTHS[self.month - 1]} {self.year}"
        return Text(f"{self.year}年{self.month}月", english).in_(lang)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


_MONTH = re.compile(
    r"([0-9]{4})-([0-9]{1,2})|([0-9]{4})/([0-9]{1,2})|([0-9]{4})\.([0-9]{1,2})"
    r"|([0-9]{4})\s*年\s*([0-9]{1,2})\s*月|([0-9]{4})([0-9]{2})"
)
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"
    r"|([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)


def parse_date(
    value: str | dt.date, *, not_after: dt.date | None = None, where: str = ""
) -> dt.date:
    """Read 2022-07-01, 2022/7/1, 2022.7.1, 2022年7月1日 or 20220701.

    Raises ProblemsError, with `where`, for another form, a day that the month does not have, a
    year outside FIRST_YEAR to LAST_YEAR, or a date later than `not_after` (where one is given).
    """
    day = _date_from_text(value, where) if isinstance(value, str) else require_date(value)
    if not_after is not None and day > not_after:
        raise refusal(
            f"日期不能晚于 {format_date(not_after, 'zh')}",
            f"The date must not be after {format_date(not_after, 'en')}",
            where=where,
            value=value,
        )
    return day


def _date_from_text(value: str, where: str) -> dt.date:
    found = _DATE.fullmatch(plain(value))
    if found is None:
        raise refusal(
            "这不是日期。可写成 2022-07-01、2022/7/1、2022年7月1日 或 20220701",
            "This is not a date. Write 2022-07-01, 2022/7/1, 2022年7月1日 or 20220701",
            where=where,
            value=value,
        )
    year, month, day = (int(part) for part in found.groups() if part)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refusal(
            f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间",
            f"The year must be from {FIRST_YEAR} to {LAST_YEAR}",
            where=where,
            value=value,
        )
    if not 1 <= month <= 12:
        raise refusal(f"没有 {month} 月", f"There is no month {month}", where=where, value=value)
    last = Month(year, month).last_day.day
    if not 1 <= day <= last:
        raise refusal(
            f"{year}年{month}月只有1日至{last}日，没有{day}日",
            f"{Month(year, month).format('en')} has days 1 to {last}, not {day}",
            where=where,
            value=value,
        )
    return dt.date(year, month, day)


def format_date(day: dt.date, lang: str = "zh") -> str:
    """ "2022年7月1日" or "1 July 2022"."""
    english = f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return Text(f"{day.year}年{day.month}月{day.day}日", english).in_(lang)
