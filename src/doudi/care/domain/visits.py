"""Who is to be seen by when, what a visit says, and what is wrong with it. Pure: the moment and the figures are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from doudi.care.domain.assessments import MOST_WORDS
from doudi.casework.domain.indicators import FULL, NONE, PARTIAL
from doudi.casework.domain.visits import Position, find_position_problems, find_time_problems
from doudi.rules.marked_yaml import read_marked
from doudi.units.text import Problem, Text

FILE = Path(__file__).with_name("care_visit_form.yaml")
FINE, NOT_FINE, NOT_SEEN = "fine", "not_fine", "not_seen"
ANSWERS: dict[str, Text] = {
    FINE: Text("好", "fine"),
    NOT_FINE: Text("不好", "not fine"),
    NOT_SEEN: Text("没看到", "not seen"),
}
MOST_NOTE = 200

MET = "met"
OUTCOMES: dict[str, Text] = {
    MET: Text("见到本人", "the person was met"),
    "others": Text("只见到家里人或邻居", "only family or neighbours were met"),
    "nobody_home": Text("家中无人", "nobody was home"),
    "refused": Text("不愿意见", "they did not want to be seen"),
}
#: Who went. The last two are recorded by whoever works on care files.
KINDS: dict[str, Text] = {
    "caregiver": Text("照护人", "caregiver"),
    "village": Text("村（社区）干部", "village cadre"),
    "township": Text("乡镇（街道）干部", "township leader or cadre"),
    "revisit": Text("回访", "revisit"),
}
OF_THE_TOWNSHIP = frozenset({"township", "revisit"})

#: Who sees to what was found.
OWNERS: dict[str, Text] = {
    "village": Text("村（社区）", "the village"),
    "township": Text("乡镇（街道）", "the township"),
}

#: Level of self-care → the place's figure that says how often; "" where the level is not known.
DAYS_BETWEEN: dict[str, str] = {
    NONE: "care_visit_days_none",
    PARTIAL: "care_visit_days_partial",
    FULL: "care_visit_days_full",
    "": "care_visit_days_other",
}

LATE, NEVER, IN_TIME, UNSAID = "late", "never", "in_time", "unsaid"
SEEN: dict[str, Text] = {
    LATE: Text("该看望了，还没有看望", "late"),
    NEVER: Text("还没有看望过", "never seen"),
    IN_TIME: Text("在看望期限内", "within the time"),
    UNSAID: Text("本地没有规定多久看望一次", "the place has not said how often"),
}


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    label: Text
    answers: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found. `answers` and `notes` by question; `change`: what seems to have changed of the six indicators, in words."""

    outcome: str
    met_name: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    change: str = ""
    own_word: str = ""
    remarks: str = ""

    @property
    def not_fine(self) -> list[str]:
        return [name for name, answer in self.answers.items() if answer == NOT_FINE]


@cache
def get_care_questions() -> tuple[Question, ...]:
    data, _ = read_marked(FILE.read_text(encoding="utf-8"), FILE.name)
    return tuple(_question(entry) for entry in data["questions"])


def visit_due(seen_on: date | None, opened_on: date, days: int | None) -> date | None:
    """By when somebody is to be seen next: so many days after they last were, or after the file was opened. None: the place has not said."""
    return None if days is None else (seen_on or opened_on) + timedelta(days=days)


def seen_state(seen_on: date | None, due: date | None, on: date) -> str:
    """A key of SEEN. Whoever was never seen is late only after the first term; until then nobody is to blame."""
    if due is None:
        return UNSAID
    if due < on:
        return NEVER if seen_on is None else LATE
    return IN_TIME


def find_care_visit_problems(
    *,
    kind: str,
    visitor: str,
    at: datetime,
    now: datetime,
    position: Position,
    seen: Seen,
    owner: str,
) -> list[Problem]:
    """Everything at once; `where` names the box of the form."""
    problems = [*find_time_problems(at, now), *find_position_problems(position)]
    if not visitor.strip():
        problems.append(_problem("请写明谁去看望的", "Who went?", "visitor"))
    for value, known, where in (
        (kind, KINDS, "kind"),
        (seen.outcome, OUTCOMES, "outcome"),
        (owner, OWNERS, "owner"),
    ):
        if value not in known:
            problems.append(
                _problem("没有这个选项", "There is no such choice", where, value or None)
            )
    if seen.outcome == "others" and not seen.met_name.strip():
        problems.append(_problem("请写明见到了谁", "Who was met?", "met_name"))
    return problems + _answers(seen)


def _answers(seen: Seen) -> list[Problem]:
    questions = {q.name: q for q in get_care_questions()}
    problems = []
    for name, answer in seen.answers.items():
        if name not in questions or answer not in ANSWERS:
            problems.append(
                _problem("没有这个答案", "There is no such answer", f"q_{name}", answer)
            )
        elif answer == NOT_FINE and not seen.notes.get(name, "").strip():
            label = questions[name].label
            text = Text(f"“{label.zh}”：请写几个字说明", f"“{label.en}”: say in a few words")
            problems.append(Problem(text, f"n_{name}"))
    if seen.outcome == MET and not seen.answers:
        text = Text(
            "见到了本人，请至少看一件事",
            "The person was met: say what was seen of at least one thing",
        )
        problems.append(Problem(text, f"q_{next(iter(questions))}"))
    if any(len(note) > MOST_NOTE for note in seen.notes.values()):
        text = Text(f"说明最多 {MOST_NOTE} 字", f"at most {MOST_NOTE} characters")
        problems.append(Problem(text, "notes"))
    for words, where in (
        (seen.change, "change"),
        (seen.own_word, "own_word"),
        (seen.remarks, "remarks"),
    ):
        if len(words) > MOST_WORDS:
            text = Text(f"最多 {MOST_WORDS} 字", f"at most {MOST_WORDS} characters")
            problems.append(Problem(text, where))
    return problems


def _problem(zh: str, en: str, where: str, value: str | None = None) -> Problem:
    return Problem(Text(zh, en), where, value)


def _question(entry: dict[str, Any]) -> Question:
    own = {name: _text(entry[name]) for name in (FINE, NOT_FINE) if name in entry}
    return Question(entry["name"], _text(entry), ANSWERS | own)


def _text(entry: dict[str, Any]) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))
