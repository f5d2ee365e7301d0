"""From what was typed on a page to facts: one function for each shape of question.

An empty or wrong box is a sentence at that box; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from doudi.portal.domain.answers import MOST_CHARACTERS, Raw
from doudi.portal.domain.questions import (
    AREA,
    CHECKLIST,
    CHOICE,
    EACH,
    FIELDS,
    PEOPLE,
    WHO,
    Field,
    Question,
)
from doudi.rules.declare import Fact, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.written import read_fact
from doudi.units.dates import Month, add_years, parse_date
from doudi.units.text import ProblemsError, Text, plain

OLDEST = 130


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact of a row that an answer states; `low` and `high` differ where only a range is known. Row None: all rows."""

    fact: Fact
    row: str | None
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a question is asked about: the row of its page, the keys of all members, the day, the base period."""

    row: str | None
    members: tuple[str, ...]
    on: date
    months: int


class AnswerError(Exception):
    """What is wrong with a page: (box, sentence) pairs in the order of the boxes."""

    def __init__(self, faults: list[tuple[str, Text]]) -> None:
        super().__init__([text.en for _, text in faults])
        self.faults = faults


def read_answer(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    """The facts that an answer states; none if the person does not know.

    Raises:
        AnswerError: a box is empty or cannot be read.
    """
    if raw.get("unknown"):
        return []
    return _READ[question.shape](question, raw, scene)


def one(raw: Raw, name: str) -> str:
    values = raw.get(name) or [""]
    return values[0].strip()


def _stop(box: str, zh: str, en: str) -> AnswerError:
    return AnswerError([(box, Text(zh, en))])


def _choice(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    option = question.option(one(raw, "v"))
    if option is None:
        raise _stop("v", "请选一项", "Choose one answer")
    return [Statement(fact, scene.row, steps, steps) for fact, steps in option.then]


def _checklist(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    ticked = set(raw.get("t", ()))
    if not ticked:
        raise _stop(
            "t",
            "请勾选；一样都没有的，请勾“以上都没有”",
            "Tick what applies, or “none of these”",
        )
    if "none" in ticked and len(ticked) > 1:
        raise _stop(
            "t",
            "您勾了“以上都没有”，又勾了别的，请去掉一个",
            "You ticked “none of these” and something else; untick one",
        )
    found = []
    for option in question.options:
        facts = option.then if option.name in ticked else option.unless
        if option.name in ticked and option.who is not None and len(scene.members) == 1:
            facts = option.who
        found += [Statement(fact, scene.row, steps, steps) for fact, steps in facts]
    return found


def _who(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    option = question.options[0]
    chosen = [key for key in raw.get("w", ()) if key in scene.members]
    if not chosen:
        raise _stop("w", "请勾选是谁", "Tick who it is")
    found = []
    for key in scene.members:
        facts = (option.who or ()) if key in chosen else option.unless
        found += [Statement(fact, key, steps, steps) for fact, steps in facts]
    return found


def _each(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    fact = question.fact
    assert fact is not None
    if not any(one(raw, key) for key in scene.members):
        raise _stop(
            scene.members[0] if scene.members else "",
            "请至少填一个人的；确实没有的填 0",
            "Fill in at least one person; write 0 if there is none",
        )
    found, faults = [], []
    for key in scene.members:
        try:
            steps = _figure(fact, one(raw, key) or "0", key)
            found.append(Statement(fact, key, steps, steps))
        except AnswerError as error:
            faults += error.faults
    if faults:
        raise AnswerError(faults)
    return found


def _fields(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    found: list[Statement] = []
    faults: list[tuple[str, Text]] = []
    for field in question.fields:
        try:
            found += read_field(field, raw, scene)
        except AnswerError as error:
            faults += error.faults
    if faults:
        raise AnswerError(faults)
    return found


def read_field(field: Field, raw: Raw, scene: Scene) -> Iterator[Statement]:
    box, fact = field.fact.name, field.fact
    typed = one(raw, box)
    if not typed:
        if field.may_be_unknown:
            return
        if field.blank is None:
            raise _stop(
                box, "请填写；不清楚可以点“不清楚，跳过”", "Fill this in, or press “I don't know”"
            )
        yield Statement(fact, scene.row, field.blank, field.blank)
        return
    if fact.kind == "date":
        low, high = day_range(typed, scene.on, box)
        yield Statement(fact, scene.row, low, high)
        return
    if fact.kind == "category" and typed in field.skip:
        raise _stop(box, "请选一项", "Choose one answer")
    steps = _figure(fact, typed, box)
    if field.over_time:
        months = read_months(field, raw, scene)
        if one(raw, f"{box}.per") == "month":
            steps *= months
        _within(fact, steps, box)
        if field.months is not None:
            yield Statement(field.months, scene.row, months, months)
    yield Statement(fact, scene.row, steps, steps)


def read_months(field: Field, raw: Raw, scene: Scene) -> int:
    """For how many months the money came: all of the base period where nothing else is said.

    Raises:
        AnswerError: it is not said whether the amount is for a month, or the months make no sense.
    """
    box, faults = field.fact.name, []
    if one(raw, f"{box}.per") not in ("month", "period"):
        text = Text("请选这是每月的钱，还是一共的钱", "Say whether this is per month or in all")
        faults.append((f"{box}.per", text))
    typed = plain(one(raw, f"{box}.months")).removesuffix("个月").removesuffix("月").strip()
    if not typed and field.months is None:
        typed = str(scene.months)
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 3
    if not is_number or int(typed) > scene.months:
        text = Text(
            f"月数应是 0 到 {scene.months} 的整数（填写的是“{typed[:MOST_CHARACTERS]}”）",
            f"The number of months must be a whole number from 0 to {scene.months} (found “{typed[:MOST_CHARACTERS]}”)",
        )
        faults.append((f"{box}.months", text))
    if faults:
        raise AnswerError(faults)
    return int(typed)


def _figure(fact: Fact, typed: str, box: str) -> int:
    if len(typed) > MOST_CHARACTERS:
        raise _stop(box, f"太长了，最多 {MOST_CHARACTERS} 个字", "Too long")
    try:
        steps = read_fact(fact, typed)
    except ProblemsError as error:
        problem = error.problems[0]
        raise AnswerError([(box, Text(problem.in_("zh"), problem.in_("en")))]) from error
    if steps is None:
        raise _stop(
            box, "请填写；不清楚可以点“不清楚，跳过”", "Fill this in, or press “I don't know”"
        )
    return steps


def _within(fact: Fact, steps: int, box: str) -> None:
    if not fact.low <= steps <= fact.high:
        high = fact.high // (STEPS_PER_FEN * 100)
        raise _stop(
            box,
            f"{fact.label.zh}合计不能超过 {high:,} 元，请看看是不是多写了几个零",
            f"{fact.label.en} cannot be more than {high:,} yuan in all; are there too many zeros?",
        )


def _area(question: Question, raw: Raw, scene: Scene) -> list[Statement]:
    return []


_READ: dict[str, Callable[[Question, Raw, Scene], list[Statement]]] = {
    AREA: _area,
    PEOPLE: _area,
    CHOICE: _choice,
    CHECKLIST: _checklist,
    WHO: _who,
    EACH: _each,
    FIELDS: lambda question, raw, scene: list(_fields(question, raw, scene)),
}


# -- dates and ages ------------------------------------------------------------------------------------
_AGE = re.compile(r"([0-9]{1,3})\s*(周?岁|years?( old)?)?", re.IGNORECASE)
_YEAR = re.compile(r"([0-9]{4})\s*年?")
_MONTH = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?")


def day_range(typed: str, on: date, box: str, *, ages: bool = False) -> tuple[int, int]:
    """First and last day that fit "1984-03-02", "1984年3月", "1984" or, where ages are allowed, "38岁"."""
    text = plain(typed)
    try:
        first, last = _days(text, on, box, ages)
    except ProblemsError as error:
        problem = error.problems[0]
        more = Text("；也可以只写年月，如 1984年3月", "; year and month will do, e.g. 1984-03")
        if ages:
            more = Text(
                "；也可以只写年份，或写年龄，如 38岁", "; a year will do, or an age, e.g. 38"
            )
        raise AnswerError(
            [(box, Text(problem.in_("zh") + more.zh, problem.in_("en") + more.en))]
        ) from error
    if first > on:
        raise _stop(
            box,
            f"日期不能晚于今天（填写的是“{typed[:MOST_CHARACTERS]}”）",
            f"The date cannot be after today (found “{typed[:MOST_CHARACTERS]}”)",
        )
    return day_number(first), day_number(min(last, on))


def _days(text: str, on: date, box: str, ages: bool) -> tuple[date, date]:
    if ages and (age := _AGE.fullmatch(text)):
        years = int(age[1])
        if years > OLDEST:
            raise _stop(
                box,
                f"年龄不能超过 {OLDEST} 岁（填写的是“{text}”）",
                f"An age cannot be above {OLDEST} (found “{text}”)",
            )
        return add_years(on, -years - 1) + timedelta(days=1), add_years(on, -years)
    if (year := _YEAR.fullmatch(text)) and 1880 <= int(year[1]) <= on.year:
        return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
    month = _MONTH.fullmatch(text)
    if month and 1880 <= int(month[1]) <= on.year and 1 <= int(month[2]) <= 12:
        whole = Month(int(month[1]), int(month[2]))
        return whole.first_day, whole.last_day
    day = parse_date(text[:MOST_CHARACTERS])
    return day, day
