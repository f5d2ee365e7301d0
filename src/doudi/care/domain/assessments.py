"""Self-care looked at again: by when, and what a result means for what was known before. Pure: dates and figures are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from doudi.casework.domain.indicators import LEVELS, SelfCare
from doudi.units.calendar import WorkCalendar
from doudi.units.dates import Month
from doudi.units.text import Problem, Text

BY_TWO = 2
ANSWERS = frozenset({"can", "cannot", "unknown"})
MOST_WORDS = 500

OCCASIONS: dict[str, Text] = {
    "first": Text("首次评估", "first assessment"),
    "yearly": Text("年度评估", "yearly assessment"),
    "change": Text("情况变化", "a change of condition"),
    "objection": Text("有异议，重新评估", "assessed again after an objection"),
    "again": Text("上次没看清，补充评估", "what was not clear before"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """By when somebody is to be assessed, and why."""

    by: date
    occasion: str


def due_after(
    last_on: date | None, *, is_clear: bool, since: date, months: int | None
) -> Due | None:
    """When the next ordinary assessment is due: at once for who was never assessed, and where the last one decided nothing; then
    so many months after the last. None: the place has not said after how many months.
    """
    if last_on is None:
        return Due(since, "first")
    if not is_clear:
        return Due(last_on, "again")
    if months is None:
        return None
    month = Month.from_date(last_on) + months
    return Due(min(month.first_day + timedelta(days=last_on.day - 1), month.last_day), "yearly")


def due_after_report(reported_on: date, working_days: int) -> date:
    """A change of condition, or an objection, is answered by an assessment within so many working days."""
    return WorkCalendar.shipped().add_working_days(reported_on, working_days).date


def is_moved(before: SelfCare | None, after: SelfCare) -> bool:
    """Whether another level than before is certain now. A level that is not clear moves nothing."""
    return after.level is not None and (before is None or before.level != after.level)


def find_assessment_problems(
    *,
    indicators: dict[str, str],
    names: Collection[str],
    assessors: list[str],
    on: date,
    today: date,
) -> list[Problem]:
    """Everything at once; `where` names the box of the form. `names`: of the indicators."""
    problems = []
    people = ["".join(name.split()) for name in assessors if name.strip()]
    if len(set(people)) < BY_TWO:
        text = Text(
            "自理能力要由两人以上评估，请填写两位评估人",
            "At least two people assess: who were they?",
        )
        problems.append(Problem(text, "assessor_2" if people else "assessor_1"))
    for name in names:
        answer = indicators.get(name)
        if answer not in ANSWERS:
            text = Text("还没有选", "not answered")
            problems.append(Problem(text, f"i_{name}", answer or None))
    problems += [
        Problem(Text("没有这项指标", "There is no such indicator"), "indicators", name)
        for name in indicators
        if name not in names
    ]
    if on > today:
        problems.append(
            Problem(
                Text("评估日期还没有到", "The day of the assessment lies ahead"),
                "on",
                on.isoformat(),
            )
        )
    return problems


def level_words(level: str) -> Text:
    """Of a stored level; "" is one that was not clear."""
    return LEVELS.get(level, Text("还不能确定", "not clear yet"))
